import Button from "antd/es/button";
import Popconfirm from "antd/es/popconfirm";
import Switch from "antd/es/switch";
import { ArrowLeft, PencilLine, RefreshCw, Send } from "lucide-react";
import { useState } from "react";
import type { OpenChannel } from "@/api/types";
import { Page, Tag, linkTo, sayDone, sayError, sayInfo } from "@/design";
import { t } from "@/i18n";
import { duration } from "@/i18n/format";
import { changeChannel, rotateSecret, testChannel } from "../data";
import { ChannelDialog } from "../parts/ChannelDialog";
import { Deliveries } from "../parts/Deliveries";
import { ShownOnce } from "../parts/ShownOnce";
import { Tokens } from "../parts/Tokens";
import css from "../parts/channels.module.css";

/** Sends a signed test to the address and says what came back. */
function Test({ channel }: { channel: OpenChannel }) {
  const [busy, setBusy] = useState(false);
  const run = (): void => {
    setBusy(true);
    testChannel(channel.id)
      .then(({ ok, status, error, milliseconds }) => {
        const words = { status: status ?? "", error: error ?? "", ms: milliseconds };
        if (ok) sayDone(t("channels.test_ok", words));
        else sayInfo(t("channels.test_failed", words));
      })
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return (
    <Button icon={<Send size={14} aria-hidden />} loading={busy} onClick={run}>
      {t("channels.test")}
    </Button>
  );
}

function Facts({ channel }: { channel: OpenChannel }) {
  const [busy, setBusy] = useState(false);
  const turn = (enabled: boolean): void => {
    setBusy(true);
    changeChannel(channel.id, { enabled })
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return (
    <dl className={css.facts}>
      <dt>{t("webhook.status")}</dt>
      <dd>
        <Switch size="small" checked={channel.enabled} loading={busy} onChange={turn} aria-label={t("channels.on")} />
        {channel.enabled ? t("channels.on") : t("channels.off")}
      </dd>
      <dt>{t("channels.url")}</dt>
      <dd>
        {channel.url === null ? <span className="muted">{t("channels.polled")}</span> : <code>{channel.url}</code>}
      </dd>
      {channel.url !== null && (
        <>
          <dt>{t("channels.events")}</dt>
          <dd>
            {channel.events.map((event) => (
              <Tag key={event}>{event}</Tag>
            ))}
          </dd>
        </>
      )}
      {channel.turn_seconds !== null && (
        <>
          <dt>{t("channels.turn")}</dt>
          <dd className="num">{duration(channel.turn_seconds)}</dd>
        </>
      )}
      {channel.quota !== null && (
        <>
          <dt>{t("channels.replies")}</dt>
          <dd className="num">{t("channels.quota_is", channel.quota)}</dd>
        </>
      )}
    </dl>
  );
}

/** One channel: its address, its tokens and what it was sent. */
export function Channel({ channel }: { channel: OpenChannel }) {
  const [editing, setEditing] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const rotate = (): void => void rotateSecret(channel.id).then(setSecret).catch(sayError);
  const title = (
    <>
      <a {...linkTo("/admin/channels")} aria-label={t("channels.back")} title={t("channels.back")} className={css.back}>
        <ArrowLeft size={18} aria-hidden />
      </a>
      {channel.name}
    </>
  );
  const actions = (
    <div className={css.actions}>
      {channel.url !== null && <Test channel={channel} />}
      <Popconfirm
        title={t("channels.rotate_ask")}
        okText={t("channels.rotate")}
        cancelText={t("action.cancel")}
        onConfirm={rotate}
      >
        <Button icon={<RefreshCw size={14} aria-hidden />}>{t("channels.rotate")}</Button>
      </Popconfirm>
      <Button icon={<PencilLine size={14} aria-hidden />} onClick={() => setEditing(true)}>
        {t("channels.edit")}
      </Button>
    </div>
  );
  return (
    <Page title={title} action={actions}>
      <Facts channel={channel} />
      <Tokens channel={channel} />
      {(channel.url !== null || channel.waiting + channel.failed > 0) && <Deliveries channelId={channel.id} />}
      {editing && (
        <ChannelDialog
          title={t("channels.edit")}
          channel={channel}
          save={(body) => changeChannel(channel.id, body)}
          saved={() => setEditing(false)}
          cancel={() => setEditing(false)}
        />
      )}
      {secret !== null && (
        <ShownOnce
          title={t("channels.secret_ready")}
          warning={t("channels.secret_once")}
          value={secret}
          done={() => setSecret(null)}
        />
      )}
    </Page>
  );
}
