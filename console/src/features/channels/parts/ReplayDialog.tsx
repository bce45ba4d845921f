import Input from "antd/es/input";
import Modal from "antd/es/modal";
import { useState } from "react";
import { sayDone, sayError, serverNow } from "@/design";
import { t } from "@/i18n";
import { fieldValue } from "@/i18n/when";
import { replayFailed } from "../data";
import css from "./channels.module.css";

const DAY_MS = 86_400_000;

/** Asks from when to when, then sends all that failed in between again. */
export function ReplayDialog({
  channelId,
  since,
  until,
  done,
}: {
  channelId: string;
  /** what the log shows at the moment; empty for any */
  since: string;
  until: string;
  done: () => void;
}) {
  const [from, setFrom] = useState(() => fieldValue(new Date(since || serverNow() - DAY_MS)));
  const [to, setTo] = useState(() => fieldValue(new Date(until || serverNow() + 60_000)));
  const [count, setCount] = useState<number | null>(null);
  const wrong = from === "" || to === "" || to <= from;
  const run = (): void => {
    setCount(0);
    replayFailed(channelId, new Date(from).toISOString(), new Date(to).toISOString(), setCount)
      .then((all) => {
        sayDone(t("webhook.replayed_count", { count: all }));
        done();
      })
      .catch((error: unknown) => {
        setCount(null);
        sayError(error);
      });
  };
  return (
    <Modal
      open
      title={t("webhook.replay_all")}
      okText={t("action.replay")}
      cancelText={t("action.cancel")}
      okButtonProps={{ disabled: wrong, loading: count !== null }}
      mask={{ closable: false }}
      onOk={run}
      onCancel={done}
      width={440}
    >
      <p>{t("webhook.replay_text")}</p>
      <div className={css.pair}>
        <label className={css.label}>
          {t("webhook.from")}
          <Input type="datetime-local" value={from} max={to} onChange={(event) => setFrom(event.target.value)} />
        </label>
        <label className={css.label}>
          {t("webhook.to")}
          <Input type="datetime-local" value={to} min={from} onChange={(event) => setTo(event.target.value)} />
        </label>
      </div>
      <p role="status">
        {wrong && t("webhook.range_wrong")}
        {count !== null && t("webhook.replayed_count", { count })}
      </p>
    </Modal>
  );
}
