import Button from "antd/es/button";
import Table from "antd/es/table";
import { ArrowLeft, KeyRound } from "lucide-react";
import { useState } from "react";
import type { OpenChannel, OpenToken } from "@/api/types";
import { Ago, Empty, Page, Tag, linkTo } from "@/design";
import { t } from "@/i18n";
import { Deliveries } from "../parts/Deliveries";
import { TokenDialog } from "../parts/TokenDialog";
import css from "../parts/channels.module.css";

/** One channel: its tokens and what it was sent. */
export function Channel({ channel }: { channel: OpenChannel }) {
  const [adding, setAdding] = useState(false);
  const add = (
    <Button size="small" icon={<KeyRound size={13} aria-hidden />} onClick={() => setAdding(true)}>
      {t("channels.add_token")}
    </Button>
  );
  return (
    <Page
      title={
        <>
          <a
            {...linkTo("/admin/channels")}
            aria-label={t("channels.back")}
            title={t("channels.back")}
            className={css.back}
          >
            <ArrowLeft size={18} aria-hidden />
          </a>
          {channel.name}
        </>
      }
    >
      <dl className={css.facts}>
        <dt>{t("channels.url")}</dt>
        <dd>
          <code>{channel.url}</code>
        </dd>
        <dt>{t("channels.events")}</dt>
        <dd>
          {channel.events.map((event) => (
            <Tag key={event}>{event}</Tag>
          ))}
        </dd>
      </dl>
      <section className={css.part}>
        <header>
          <h2>{t("channels.tokens")}</h2>
          {channel.tokens.length > 0 && add}
        </header>
        {channel.tokens.length === 0 ? (
          <Empty
            icon={<KeyRound size={20} aria-hidden />}
            title={t("channels.no_tokens")}
            text={t("channels.no_tokens_hint")}
            action={add}
          />
        ) : (
          <Table<OpenToken>
            rowKey="id"
            size="small"
            dataSource={channel.tokens}
            pagination={false}
            columns={[
              { title: t("channels.token_name"), dataIndex: "name" },
              { title: t("channels.token"), dataIndex: "prefix", render: (prefix: string) => <code>{prefix}…</code> },
              {
                title: t("channels.used"),
                dataIndex: "last_used_at",
                render: (at: string | null) =>
                  at === null ? <span className="muted">{t("channels.never")}</span> : <Ago at={at} />,
              },
              { title: t("channels.created"), dataIndex: "created_at", render: (at: string) => <Ago at={at} /> },
            ]}
          />
        )}
      </section>
      <Deliveries channelId={channel.id} />
      {adding && <TokenDialog channelId={channel.id} done={() => setAdding(false)} />}
    </Page>
  );
}
