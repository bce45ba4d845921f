import Button from "antd/es/button";
import Popconfirm from "antd/es/popconfirm";
import Table from "antd/es/table";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import type { ApiToken } from "@/api/types";
import { Ago, Bones, Empty, Failed, Page, Tag, sayDone, sayError, serverNow } from "@/design";
import { ShownOnce } from "@/features/channels";
import { t, tCode } from "@/i18n";
import { exact } from "@/i18n/format";
import { ApiTokenDialog } from "../parts/ApiTokenDialog";
import css from "../parts/tokens.module.css";
import { revokeApiToken, stateOf, useApiTokens } from "../tokens";
import type { TokenState } from "../tokens";

const TONES = { living: "green", ending: "amber", maker_disabled: "red", over: undefined, revoked: undefined } as const;

function State({ token, state }: { token: ApiToken; state: TokenState }) {
  const tone = TONES[state];
  return (
    <span title={state === "maker_disabled" ? t("tokens.maker_disabled_hint", { name: token.made_by }) : undefined}>
      <Tag {...(tone && { tone })}>{tCode("token_state", state)}</Tag>
    </span>
  );
}

function Revoke({ token }: { token: ApiToken }) {
  const [busy, setBusy] = useState(false);
  const revoke = (): void => {
    setBusy(true);
    revokeApiToken(token)
      .then(() => sayDone(t("tokens.revoked", { name: token.name })))
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return (
    <Popconfirm
      title={t("tokens.revoke_ask", { name: token.name })}
      description={t("tokens.revoke_hint")}
      okText={t("tokens.revoke")}
      cancelText={t("action.cancel")}
      onConfirm={revoke}
    >
      <Button size="small" loading={busy}>
        {t("tokens.revoke")}
      </Button>
    </Popconfirm>
  );
}

function List({ tokens }: { tokens: ApiToken[] }) {
  const now = serverNow();
  return (
    <Table<ApiToken>
      rowKey="id"
      size="middle"
      dataSource={tokens}
      pagination={false}
      scroll={{ x: 860 }}
      columns={[
        {
          title: t("tokens.name"),
          render: (_, token) => (
            <span className={css.who}>
              <b>{token.name}</b>
              <code>qft_…{token.hint}</code>
            </span>
          ),
        },
        {
          title: t("tokens.scopes"),
          render: (_, token) =>
            token.scopes.map((scope) => (
              <span key={scope} title={scope}>
                <Tag>{tCode("scope", scope)}</Tag>
              </span>
            )),
        },
        { title: t("tokens.made_by"), width: 110, render: (_, token) => token.made_by },
        {
          title: t("tokens.used"),
          width: 120,
          render: (_, token) =>
            token.used_at === null ? (
              <span className="muted">{t("tokens.never")}</span>
            ) : (
              <span title={token.used_from}>
                <Ago at={token.used_at} />
              </span>
            ),
        },
        { title: t("tokens.until"), width: 170, className: "num", render: (_, token) => exact(token.expires_at) },
        {
          title: t("users.state"),
          width: 110,
          render: (_, token) => <State token={token} state={stateOf(token, now)} />,
        },
        {
          width: 90,
          align: "right",
          render: (_, token) =>
            stateOf(token, now) !== "revoked" && stateOf(token, now) !== "over" && <Revoke token={token} />,
        },
      ]}
    />
  );
}

/** Programs that use the API: what each may do, when it was last here, and an end to it. */
export function ApiTokens() {
  const list = useApiTokens();
  const [making, setMaking] = useState(false);
  const [text, setText] = useState<string | null>(null);
  const found = list.data?.pages.flatMap((page) => page.items);
  const may = list.data?.pages[0]?.may_give ?? [];
  const make = (
    <Button type="primary" icon={<Plus size={14} aria-hidden />} onClick={() => setMaking(true)}>
      {t("tokens.make")}
    </Button>
  );
  return (
    <Page title={t("settings.tokens")} text={t("tokens.text")} action={found?.length ? make : undefined}>
      {list.isPending && <Bones rows={5} />}
      {list.isError && found === undefined && <Failed error={list.error} retry={() => void list.refetch()} />}
      {found?.length === 0 && (
        <Empty
          icon={<KeyRound size={20} aria-hidden />}
          title={t("tokens.none")}
          text={t("tokens.none_hint")}
          action={make}
        />
      )}
      {found !== undefined && found.length > 0 && <List tokens={found} />}
      {list.hasNextPage && (
        <div className={css.more}>
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("action.more")}
          </Button>
        </div>
      )}
      {making && (
        <ApiTokenDialog
          may={may}
          cancel={() => setMaking(false)}
          done={(made) => {
            setMaking(false);
            setText(made);
          }}
        />
      )}
      {text !== null && (
        <ShownOnce title={t("tokens.ready")} warning={t("tokens.once")} value={text} done={() => setText(null)} />
      )}
    </Page>
  );
}
