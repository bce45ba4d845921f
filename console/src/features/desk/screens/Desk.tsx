import { MessagesSquare, X } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { Empty, IconButton, MOD, Split, go, mod, useKept, useKeys, useRoute } from "@/design";
import {
  About,
  ListPane,
  ThreadPane,
  keyOf,
  orderOf,
  placeAddress,
  readPlace,
  useConversations,
} from "@/features/conversations";
import type { Place } from "@/features/conversations";
import { CustomerPanel } from "@/features/customers";
import { t } from "@/i18n";
import css from "./Desk.module.css";

const LIST = { first: 320, min: 260, max: 440 };
const SIDE = { first: 340, min: 280, max: 480 };
const NARROW = "(max-width: 1199px)";

function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => window.matchMedia(NARROW).matches);
  useEffect(() => {
    const query = window.matchMedia(NARROW);
    const look = (): void => setNarrow(query.matches);
    query.addEventListener("change", look);
    return () => query.removeEventListener("change", look);
  }, []);
  return narrow;
}

function useDeskRoute(): { place: Place; id: string | null } {
  const { path, search } = useRoute();
  const place = useMemo(() => readPlace(search), [search]);
  return { place, id: path[0] === "desk" ? (path[1] ?? null) : null };
}

/** Alt+↑/↓ walks through the list in the order of the screen, from anywhere, also while writing. */
function useWalk(place: Place, id: string | null): void {
  const order = useConversations((state) => orderOf(state, { ...place, q: "" }));
  useKeys((event) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by === 0 || !event.altKey || mod(event)) return;
    const next = order[id === null ? 0 : order.indexOf(id) + by];
    if (next === undefined) return;
    event.preventDefault();
    go(placeAddress(place, next));
  });
}

/** The agent's desk: list, thread, customer. */
export function Desk() {
  const { place, id } = useDeskRoute();
  const narrow = useNarrow();
  const [listWidth, setListWidth] = useKept("desk.list", LIST.first);
  const [listOpen, setListOpen] = useKept("desk.list.open", true);
  const [sideWidth, setSideWidth] = useKept("desk.side", SIDE.first);
  const [sideOpen, setSideOpen] = useKept("desk.side.open", true);
  const [drawer, setDrawer] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const customerId = useConversations((state) => (id === null ? null : (state.rows[id]?.customer.id ?? null)));
  const known = useConversations((state) => state.views[keyOf({ ...place, q: "" })] !== undefined);
  const showSide = narrow ? drawer : sideOpen;
  const toggleSide = (): void => (narrow ? setDrawer(!drawer) : setSideOpen(!sideOpen));
  useWalk(place, id);
  useKeys((event) => {
    if (mod(event) && event.key === ".") toggleSide();
    else if (mod(event) && event.key === "b") setListOpen(!listOpen);
    else if (event.key === "/" && event.target === document.body) search.current?.focus();
    else if (event.key === "r" && event.target === document.body && !mod(event))
      document.querySelector<HTMLElement>("[data-composer]")?.focus();
    else if (event.key === "t" && event.target === document.body && !mod(event) && id !== null && showSide)
      document.getElementById(`tags-${id}`)?.focus();
    else if (event.key === "Escape" && narrow && drawer) setDrawer(false);
    else return;
    event.preventDefault();
  });
  return (
    <div className={css.desk}>
      {listOpen && (
        <>
          <div style={{ width: listWidth, flex: "none" }}>
            <ListPane place={place} openId={id} searchRef={search} />
          </div>
          <Split
            side="left"
            label={t("desk.list")}
            width={listWidth}
            min={LIST.min}
            max={LIST.max}
            change={setListWidth}
          />
        </>
      )}
      {id === null && (
        <section className={css.blank}>
          {known && (
            <Empty
              icon={<MessagesSquare size={20} aria-hidden />}
              title={t("desk.choose")}
              text={t("desk.choose_hint", { mod: MOD })}
            />
          )}
        </section>
      )}
      {id !== null && <ThreadPane id={id} panelOpen={showSide} togglePanel={toggleSide} />}
      {id !== null && showSide && (
        <>
          {!narrow && (
            <Split
              side="right"
              label={t("panel.customer")}
              width={sideWidth}
              min={SIDE.min}
              max={SIDE.max}
              change={setSideWidth}
            />
          )}
          <aside
            className={css.side}
            data-drawer={narrow || undefined}
            style={{ width: sideWidth }}
            aria-label={t("panel.customer")}
          >
            {narrow && (
              <IconButton
                label={t("panel.close")}
                className={css.close}
                icon={<X size={16} aria-hidden />}
                onClick={() => setDrawer(false)}
              />
            )}
            {customerId !== null && (
              <CustomerPanel key={customerId} customerId={customerId} conversationId={id}>
                <About id={id} />
              </CustomerPanel>
            )}
          </aside>
        </>
      )}
    </div>
  );
}
