import Button from "antd/es/button";
import Table from "antd/es/table";
import { Plug, Plus } from "lucide-react";
import { useState } from "react";
import type { OpenChannel } from "@/api/types";
import { Ago, Bones, Empty, Failed, Page, Tag, go, linkTo } from "@/design";
import { t } from "@/i18n";
import { useChannels } from "../data";
import { CreateDialog } from "../parts/CreateDialog";
import { Channel } from "./Channel";

/** Open channels: an app, a mini-programme, a car or a device that talks to us by the open interface. */
export function Channels({ id }: { id: string | null }) {
  const query = useChannels();
  const [creating, setCreating] = useState(false);
  const one = id === null ? undefined : query.data?.find((channel) => channel.id === id);
  if (one !== undefined) return <Channel channel={one} />;
  const create = (
    <Button type="primary" icon={<Plus size={14} aria-hidden />} onClick={() => setCreating(true)}>
      {t("channels.create")}
    </Button>
  );
  return (
    <Page title={t("channels.title")} text={t("channels.text")} action={query.data?.length ? create : undefined}>
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
            { title: t("channels.url"), dataIndex: "url", ellipsis: true },
            {
              title: t("channels.events"),
              dataIndex: "events",
              render: (events: string[]) => events.map((event) => <Tag key={event}>{event}</Tag>),
            },
            {
              title: t("channels.tokens"),
              render: (_, channel) => channel.tokens.length,
              align: "right",
              width: 90,
              className: "num",
            },
            {
              title: t("channels.created"),
              dataIndex: "created_at",
              width: 110,
              render: (at: string) => <Ago at={at} />,
            },
          ]}
        />
      )}
      {creating && (
        <CreateDialog
          cancel={() => setCreating(false)}
          created={(channel) => {
            setCreating(false);
            go(`/admin/channels/${channel.id}`);
          }}
        />
      )}
    </Page>
  );
}
