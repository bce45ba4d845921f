import { Suspense, lazy, useEffect } from "react";
import type { AuthorKind } from "@/api/types";
import { Bones, Failed, useNow, useStore } from "@/design";
import { askMacro } from "@/features/macros";
import { usePeople } from "@/features/people";
import { useSession } from "@/features/session";
import { t } from "@/i18n";
import { askDialog, possible, useAsked } from "../../asking";
import { openThread, useConversations } from "../../data";
import { rightsOf, useOpened } from "../../detail";
import { lookersOn, noThread } from "../../threads";
import { Composer } from "../composer/Composer";
import { WrapUp } from "../composer/WrapUp";
import { Dialogs } from "../dialogs/Dialogs";
import { MacroRun } from "../dialogs/MacroRun";
import { CallBackBar } from "./CallBackBar";
import { JoinBar } from "./JoinBar";
import { ThreadHeader } from "./ThreadHeader";
import { Timeline } from "./Timeline";
import { useThreadKeys } from "./useThreadKeys";
import { viewing } from "./viewing";
import css from "./pane.module.css";

const Viewer = lazy(() => import("./Viewer"));

/** Who is writing, and who else looks at this conversation: a line of fixed height, so that nothing moves. */
function Signs({ id }: { id: string }) {
  const thread = useConversations((state) => state.threads[id]) ?? noThread;
  const me = useConversations((state) => state.who.id);
  const row = useConversations((state) => state.rows[id]);
  const now = useNow();
  const mine = row?.agent?.id === me;
  const beside = row?.joined.filter((one) => one.id !== me) ?? [];
  const isMe = (who: { kind?: AuthorKind; id: string | null }): boolean =>
    (who.kind ?? "agent") === "agent" && who.id === me;
  const typing = thread.typing.filter((item) => item.until > now && !isMe(item));
  const names = (some: { name: string }[]): string => some.map(({ name }) => name).join(t("list.comma"));
  const { supervisors, others } = lookersOn(thread.viewers, me, row?.agent?.id, beside);
  return (
    <div className={css.signs} aria-live="polite">
      {typing.length > 0 && (
        <span className={css.typing}>
          <i aria-hidden />
          <i aria-hidden />
          <i aria-hidden />
          {t("thread.typing", { names: names(typing) })}
        </span>
      )}
      {beside.length > 0 && (
        <span className={css.viewers}>
          {mine ? t("thread.beside", { names: names(beside) }) : t("thread.beside_other", { names: names(beside) })}
        </span>
      )}
      {supervisors.length > 0 && (
        <span className={css.viewers}>{t("thread.monitored", { names: names(supervisors) })}</span>
      )}
      {others.length > 0 && <span className={css.viewers}>{t("thread.viewers", { names: names(others) })}</span>}
    </div>
  );
}

/** A dialog goes away by itself when the conversation has moved on under it: the customer left, somebody else acted. */
function Dismiss() {
  useEffect(() => askDialog(null), []);
  return null;
}

interface Props {
  id: string;
  panelOpen: boolean;
  togglePanel: () => void;
}

export function ThreadPane({ id, panelOpen, togglePanel }: Props) {
  useEffect(() => openThread(id), [id]);
  useEffect(
    () => () => {
      askDialog(null);
      askMacro(null);
    },
    [id],
  );
  const { row, detail, error, again } = useOpened(id);
  const session = useSession();
  const serving = usePeople((state) => state.meId !== null);
  const dialog = useAsked();
  const watching = useStore(viewing, (state) => state !== null);
  useThreadKeys(id);
  if (row === undefined) {
    return (
      <section className={css.pane}>
        {error ? <Failed error={error} retry={again} /> : <Bones rows={6} avatar height={16} />}
      </section>
    );
  }
  const rights = rightsOf(row, session, serving);
  const may = possible(row, rights);
  return (
    <section className={css.pane} aria-label={t("thread.region", { name: row.customer.name })}>
      <ThreadHeader
        row={row}
        detail={detail}
        rights={rights}
        panelOpen={panelOpen}
        togglePanel={togglePanel}
        open={askDialog}
      />
      <Timeline key={id} id={id} handover={detail?.handover ?? null} />
      <Signs id={id} />
      <CallBackBar row={row} rights={rights} />
      <JoinBar row={row} rights={rights} />
      {rights.wrapUp && <WrapUp key={`wrap-${id}`} row={row} />}
      <Composer key={`compose-${id}`} row={row} rights={rights} />
      {dialog && may[dialog] && <Dialogs name={dialog} rows={[row]} done={() => askDialog(null)} />}
      {dialog && !may[dialog] && <Dismiss />}
      {row.phase !== "closed" && <MacroRun row={row} />}
      {watching && (
        <Suspense fallback={null}>
          <Viewer id={id} />
        </Suspense>
      )}
    </section>
  );
}
