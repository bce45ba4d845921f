import Button from "antd/es/button";
import Input from "antd/es/input";
import Segmented from "antd/es/segmented";
import Select from "antd/es/select";
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { t } from "@/i18n";
import { beginOf } from "@/i18n/when";
import { LOGGED } from "../data";
import { Attempts } from "./Attempts";
import { Deliveries } from "./Deliveries";
import { ReplayDialog } from "./ReplayDialog";
import css from "./channels.module.css";

interface Asked {
  event: string;
  from: string;
  to: string;
}

function Filters({ asked, change }: { asked: Asked; change: (next: Asked) => void }) {
  return (
    <div className={css.filters} role="search">
      <Select
        aria-label={t("webhook.type")}
        value={asked.event}
        options={[
          { value: "", label: t("webhook.all_events") },
          ...LOGGED.map((event) => ({ value: event, label: event })),
        ]}
        onChange={(event) => change({ ...asked, event })}
      />
      <Input
        type="date"
        className={css.day}
        aria-label={t("audit.from")}
        value={asked.from}
        max={asked.to || undefined}
        onChange={(event) => change({ ...asked, from: event.target.value })}
      />
      <Input
        type="date"
        className={css.day}
        aria-label={t("audit.to")}
        value={asked.to}
        min={asked.from || undefined}
        onChange={(event) => change({ ...asked, to: event.target.value })}
      />
    </div>
  );
}

/** What was sent to the channel's address: message by message with how far each has come, or call by call. */
export function WebhookLog({ channelId, failed }: { channelId: string; failed: number }) {
  const [view, setView] = useState<"messages" | "calls">("messages");
  const [asked, setAsked] = useState<Asked>({ event: "", from: "", to: "" });
  const [replaying, setReplaying] = useState(false);
  const filter = { event: asked.event, since: beginOf(asked.from, 0), until: beginOf(asked.to, 1) };
  return (
    <section className={css.part}>
      <header>
        <h2>{t("webhook.title")}</h2>
        <div className={css.actions}>
          {failed > 0 && (
            <Button size="small" icon={<RotateCcw size={13} aria-hidden />} onClick={() => setReplaying(true)}>
              {t("webhook.replay_all")}
            </Button>
          )}
          <Segmented<"messages" | "calls">
            size="small"
            value={view}
            onChange={setView}
            options={[
              { value: "messages", label: t("webhook.by_message") },
              { value: "calls", label: t("webhook.by_call") },
            ]}
          />
        </div>
      </header>
      <Filters asked={asked} change={setAsked} />
      {view === "messages" ? (
        <Deliveries channelId={channelId} filter={filter} />
      ) : (
        <Attempts channelId={channelId} filter={filter} />
      )}
      {replaying && (
        <ReplayDialog
          channelId={channelId}
          since={filter.since}
          until={filter.until}
          done={() => setReplaying(false)}
        />
      )}
    </section>
  );
}
