import Button from "antd/es/button";
import Table from "antd/es/table";
import { Plug, Plus } from "lucide-react";
import { useState } from "react";
import type { OpenChannel } from "@/api/types";
import { Bones, Empty, Failed, Page, Tag, go, linkTo } from "@/design";
import { t } from "@/i18n";
import { createChannel, useChannels } from "../data";
import { ChannelDialog } from "../parts/ChannelDialog";
import { ShownOnce } from "../parts/ShownOnce";
import { WebChats } from "../parts/WebChats";
import css from "../parts/channels.module.css";
import { useWebChats } from "../looks";
import { WebChatPage } from "./WebChatPage";
import { Channel } from "./Channel";

function State({ channel }: { channel: OpenChannel }) {
  if (!channel.enabled) return <Tag>{t("channels.off")}</Tag>;
  if (channel.failed > 0) return <Tag tone="red">{t("channels.failed", { count: channel.failed })}</Tag>;
  if (channel.waiting > 0) return <Tag tone="amber">{t("channels.waiting", { count: channel.waiting })}</Tag>;
  return <Tag tone="green">{t("channels.on")}</Tag>;
}

/** Web chats on pages, and open channels: an app, a car or a device that talks to us by the open interface. */
export function Channels({ id }: { id: string | null }) {
  const query = useChannels();
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<{ id: string; secret: string } | null>(null);
  const one = id === null ? undefined : query.data?.find((channel) => channel.id === id);
  const chat = useWebChats().data?.find((one) => one.id === id);
  const shown = made && (
    <ShownOnce
      title={t("channels.secret_ready")}
      warning={t("channels.secret_once")}
      value={made.secret}
      done={() => {
        setMade(null);
        go(`/admin/channels/${made.id}`);
      }}
    />
  );
  if (one !== undefined) return <Channel channel={one} />;
  if (chat !== undefined) return <WebChatPage key={chat.id} chat={chat} />;
  const create = (
    <Button type="primary" icon={<Plus size={14} aria-hidden />} onClick={() => setCreating(true)}>
      {t("channels.create")}
    </Button>
  );
  return (
    <Page title={t("channels.all")}>
      <WebChats />
      <header className={css.partHead}>
        <div>
          <h2>{t("channels.title")}</h2>
          <p className="muted">{t("channels.text")}</p>
        </div>
        {query.data?.length ? create : null}
      </header>
      {query.isPending && <Bones rows={4} />}
      {query.isError && query.data === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data?.length === 0 && (
        <Empty
          icon={<Plug size={20} aria-hidden />}
          title={t("channels.empty")}
          text={t("channels.empty_hint")}
          action={create}
        />
      )}
      {query.data !== undefined && query.data.length > 0 && (
        <Table<OpenChannel>
          rowKey="id"
          size="middle"
          dataSource={query.data}
          pagination={false}
          scroll={{ x: 760 }}
          columns={[
            {
              title: t("channels.name"),
              render: (_, channel) => <a {...linkTo(`/admin/channels/${channel.id}`)}>{channel.name}</a>,
            },
            {
              title: t("channels.url"),
              dataIndex: "url",
              ellipsis: true,
              render: (url: string | null) => url ?? <span className="muted">{t("channels.polled")}</span>,
            },
            {
              title: t("channels.events"),
              render: (_, channel) => channel.events.map((event) => <Tag key={event}>{event}</Tag>),
            },
            {
              title: t("channels.tokens"),
              render: (_, channel) => channel.tokens.filter((token) => token.revoked_at === null).length,
              align: "right",
              width: 90,
              className: "num",
            },
            { title: t("webhook.status"), width: 120, render: (_, channel) => <State channel={channel} /> },
          ]}
        />
      )}
      {creating && (
        <ChannelDialog
          title={t("channels.create")}
          save={createChannel}
          cancel={() => setCreating(false)}
          saved={(answer) => {
            setCreating(false);
            setMade(answer);
          }}
        />
      )}
      {shown}
    </Page>
  );
}
