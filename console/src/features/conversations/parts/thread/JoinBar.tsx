import Button from "antd/es/button";
import Popconfirm from "antd/es/popconfirm";
import { useQuery } from "@tanstack/react-query";
import { Ear, Hand, LogOut, Mic } from "lucide-react";
import { useState } from "react";
import { floor } from "@/api/client";
import type { Row } from "@/api/types";
import { sayError } from "@/design";
import { t } from "@/i18n";
import { join, leave, takeOver } from "../../actions";
import type { Rights } from "../../detail";
import { changeDraft } from "../../drafts";
import css from "./join.module.css";

/** Whether the agent is told that somebody looks on; null until that is known. */
function useTold(): boolean | null {
  return (
    useQuery({ queryKey: ["floor", "settings"], queryFn: ({ signal }) => floor.settings(signal) }).data
      ?.tell_monitored ?? null
  );
}

function Standing({ row, rights }: { row: Row; rights: Rights }) {
  const told = useTold();
  const name = row.agent?.name ?? "";
  if (rights.join.leave) return <span className={css.standing}>{t("join.speaking")}</span>;
  return (
    <span className={css.standing}>
      <b>{t("join.monitoring")}</b>
      {told !== null && row.phase === "with_agent" && (told ? t("join.told", { name }) : t("join.untold", { name }))}
    </span>
  );
}

/** A supervisor in somebody else's conversation: what they do there, and whether anybody knows. */
export function JoinBar({ row, rights }: { row: Row; rights: Rights }) {
  const [busy, setBusy] = useState(false);
  const { whisper, barge, leave: leaves, takeOver: takes } = rights.join;
  if (!whisper && !barge && !leaves && !takes) return null;
  const name = row.agent?.name ?? "";
  const act = (what: () => Promise<Row>, then?: () => void): void => {
    setBusy(true);
    what()
      .then(then)
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return (
    <div className={css.bar} role="group" aria-label={t("join.bar")} data-speaking={leaves || undefined}>
      {leaves ? <Mic size={15} aria-hidden /> : <Ear size={15} aria-hidden />}
      <Standing row={row} rights={rights} />
      {barge && (
        <Button
          size="small"
          icon={<Mic size={13} aria-hidden />}
          title={t("join.barge_hint")}
          disabled={busy}
          onClick={() =>
            act(
              () => join(row.id),
              () => changeDraft(row.id, { tab: "reply" }),
            )
          }
        >
          {t("join.barge")}
        </Button>
      )}
      {leaves && (
        <Button
          size="small"
          icon={<LogOut size={13} aria-hidden />}
          disabled={busy}
          onClick={() => act(() => leave(row.id))}
        >
          {t("join.leave")}
        </Button>
      )}
      {takes && (
        <Popconfirm
          title={t("join.sure", { name })}
          description={t("join.sure_text", { name })}
          okText={t("join.take_over")}
          cancelText={t("action.cancel")}
          onConfirm={() => act(() => takeOver(row.id, row.agent?.id ?? ""))}
        >
          <Button
            size="small"
            icon={<Hand size={13} aria-hidden />}
            title={t("join.take_over_hint", { name })}
            disabled={busy}
          >
            {t("join.take_over")}
          </Button>
        </Popconfirm>
      )}
    </div>
  );
}
