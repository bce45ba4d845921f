import { Suspense, lazy, useEffect, useState } from "react";
import type { AuthorKind } from "@/api/types";
import { Bones, Failed, mod, useKeys, useNow, useStore } from "@/design";
import { usePeople } from "@/features/people";
import { useSession } from "@/features/session";
import { t } from "@/i18n";
import { openThread, useConversations } from "../../data";
import { rightsOf, useOpened } from "../../detail";
import { noThread } from "../../threads";
import { Composer } from "../composer/Composer";
import { WrapUp } from "../composer/WrapUp";
import { Dialogs } from "../dialogs/Dialogs";
import type { DialogName } from "../dialogs/Dialogs";
import { ThreadHeader } from "./ThreadHeader";
import { Timeline } from "./Timeline";
import { viewing } from "./viewing";
import css from "./pane.module.css";

const Viewer = lazy(() => import("./Viewer"));

/** Who is writing, and who else looks at this conversation: a line of fixed height, so that nothing moves. */
function Signs({ id }: { id: string }) {
  const thread = useConversations((state) => state.threads[id]) ?? noThread;
  const me = useConversations((state) => state.who.id);
  const now = useNow();
  const isMe = (who: { kind?: AuthorKind; id: string | null }): boolean =>
    (who.kind ?? "agent") === "agent" && who.id === me;
  const typing = thread.typing.filter((item) => item.until > now && !isMe(item));
  const viewers = thread.viewers.filter((agent) => agent.id !== me);
  return (
    <div className={css.signs} aria-live="polite">
      {typing.length > 0 && (
        <span className={css.typing}>
          <i aria-hidden />
          <i aria-hidden />
          <i aria-hidden />
          {t("thread.typing", { names: typing.map((item) => item.name).join(t("list.comma")) })}
        </span>
      )}
      {viewers.length > 0 && (
        <span className={css.viewers}>
          {t("thread.viewers", { names: viewers.map((agent) => agent.name).join(t("list.comma")) })}
        </span>
      )}
    </div>
  );
}

interface Props {
  id: string;
  panelOpen: boolean;
  togglePanel: () => void;
}

export function ThreadPane({ id, panelOpen, togglePanel }: Props) {
  useEffect(() => openThread(id), [id]);
  const { row, detail, error, again } = useOpened(id);
  const session = useSession();
  const serving = usePeople((state) => state.meId !== null);
  const [dialog, setDialog] = useState<Exclude<DialogName, "retag"> | null>(null);
  const watching = useStore(viewing, (state) => state !== null);
  useKeys((event) => {
    if (event.key !== "z" || event.target !== document.body || mod(event) || event.altKey) return;
    event.preventDefault();
    setDialog("later");
  });
  if (row === undefined) {
    return (
      <section className={css.pane}>
        {error ? <Failed error={error} retry={again} /> : <Bones rows={6} avatar height={16} />}
      </section>
    );
  }
  const rights = rightsOf(row, session, serving);
  // A dialog goes away by itself when the conversation has moved on under it: the customer left, somebody else acted.
  const possible = {
    transfer: rights.steer,
    close: rights.steer && row.phase === "with_agent",
    handback: rights.reply && row.phase === "with_agent",
    later: rights.remind,
  };
  if (dialog !== null && !possible[dialog]) setDialog(null);
  return (
    <section className={css.pane} aria-label={t("thread.region", { name: row.customer.name })}>
      <ThreadHeader
        row={row}
        detail={detail}
        rights={rights}
        panelOpen={panelOpen}
        togglePanel={togglePanel}
        open={setDialog}
      />
      <Timeline key={id} id={id} handover={detail?.handover ?? null} />
      <Signs id={id} />
      {rights.wrapUp && <WrapUp key={`wrap-${id}`} row={row} />}
      <Composer key={`compose-${id}`} row={row} rights={rights} />
      {dialog && <Dialogs name={dialog} rows={[row]} done={() => setDialog(null)} />}
      {watching && (
        <Suspense fallback={null}>
          <Viewer />
        </Suspense>
      )}
    </section>
  );
}
