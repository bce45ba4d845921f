import Button from "antd/es/button";
import Popconfirm from "antd/es/popconfirm";
import Table from "antd/es/table";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import type { OpenChannel, OpenToken } from "@/api/types";
import { Ago, Empty, Tag, sayDone, sayError } from "@/design";
import { t } from "@/i18n";
import { revokeToken } from "../data";
import { TokenDialog } from "./TokenDialog";
import css from "./channels.module.css";

function Revoke({ channelId, token }: { channelId: string; token: OpenToken }) {
  if (token.revoked_at !== null) return <Tag>{t("channels.revoked")}</Tag>;
  const revoke = (): void =>
    void revokeToken(channelId, token.id)
      .then(() => sayDone(t("channels.revoked")))
      .catch(sayError);
  return (
    <Popconfirm
      title={t("channels.revoke_ask", { name: token.name })}
      okText={t("channels.revoke")}
      cancelText={t("action.cancel")}
      onConfirm={revoke}
    >
      <Button size="small">{t("channels.revoke")}</Button>
    </Popconfirm>
  );
}

/** The tokens of a channel: made, shown once, revoked. */
export function Tokens({ channel }: { channel: OpenChannel }) {
  const [adding, setAdding] = useState(false);
  const add = (
    <Button size="small" icon={<KeyRound size={13} aria-hidden />} onClick={() => setAdding(true)}>
      {t("channels.add_token")}
    </Button>
  );
  return (
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
            { title: t("channels.token"), dataIndex: "hint", render: (hint: string) => <code>qfo_…{hint}</code> },
            { title: t("channels.created"), dataIndex: "created_at", render: (at: string) => <Ago at={at} /> },
            {
              title: "",
              width: 110,
              align: "right",
              render: (_, token) => <Revoke channelId={channel.id} token={token} />,
            },
          ]}
        />
      )}
      {adding && <TokenDialog channelId={channel.id} done={() => setAdding(false)} />}
    </section>
  );
}
