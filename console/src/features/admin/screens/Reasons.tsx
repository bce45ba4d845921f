import Segmented from "antd/es/segmented";
import { useState } from "react";
import { Bones, Failed, Page, askToLeave } from "@/design";
import { t, tCode } from "@/i18n";
import { ReasonList } from "../parts/reasons/ReasonList";
import css from "../parts/reasons/reasons.module.css";
import { useReasons } from "../reasons";
import type { ReasonKind } from "../reasons";

const KINDS: ReasonKind[] = ["wrap_up", "close", "decline"];

function Body({ kind }: { kind: ReasonKind }) {
  const query = useReasons();
  if (query.isPending) return <Bones rows={6} />;
  if (query.data === undefined) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return <ReasonList key={kind} kind={kind} lists={query.data} />;
}

/** Wrap-up codes as a tree, why conversations are closed, why offers are declined. */
export function Reasons() {
  const [kind, setKind] = useState<ReasonKind>("wrap_up");
  return (
    <Page title={t("settings.reasons")} text={tCode("reasons_text", kind)}>
      <Segmented<ReasonKind>
        className={css.kinds ?? ""}
        value={kind}
        onChange={(next) => askToLeave(() => setKind(next))}
        options={KINDS.map((one) => ({ value: one, label: tCode("reasons_kind", one) }))}
      />
      <Body kind={kind} />
    </Page>
  );
}

/** Kinds of breaks: how long they may last, whether they are paid, how they are counted. */
export function Breaks() {
  return (
    <Page title={t("settings.breaks")} text={tCode("reasons_text", "break")}>
      <Body kind="break" />
    </Page>
  );
}
