import Button from "antd/es/button";
import Popconfirm from "antd/es/popconfirm";
import { Monitor, Smartphone } from "lucide-react";
import { useState } from "react";
import type { OpenSession } from "@/api/types";
import { Ago, Bones, Failed, Tag, sayDone, sayError } from "@/design";
import { t } from "@/i18n";
import { exact } from "@/i18n/format";
import { endOthers, endSession, useSessions } from "../data";
import { deviceOf, isHandheld } from "../device";
import css from "./settings.module.css";

function Line({ one }: { one: OpenSession }) {
  const [busy, setBusy] = useState(false);
  const Icon = isHandheld(one.agent) ? Smartphone : Monitor;
  const end = (): void => {
    setBusy(true);
    endSession(one.id)
      .then(() => sayDone(t("account.ended", { count: 1 })))
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return (
    <li className={css.line}>
      <Icon size={18} aria-hidden />
      <div title={one.agent}>
        <b>{deviceOf(one.agent) ?? t("account.unknown_device")}</b>
        {one.current && <Tag tone="green">{t("account.this_device")}</Tag>}
        <small>
          {one.address !== "" && <span className="num">{one.address} · </span>}
          {t("account.opened", { time: exact(one.created_at) })}
        </small>
      </div>
      {one.current ? (
        <small>{t("account.in_use")}</small>
      ) : (
        <>
          <small>
            {t("account.seen")} <Ago at={one.seen_at} />
          </small>
          <Button size="small" loading={busy} onClick={end}>
            {t("account.end")}
          </Button>
        </>
      )}
    </li>
  );
}

/** Where this account is signed in; every other place can be signed out from here, at once. */
export function Sessions() {
  const query = useSessions();
  const others = query.data?.filter((one) => !one.current).length ?? 0;
  const endAll = (): void =>
    void endOthers()
      .then((count) => sayDone(t("account.ended", { count })))
      .catch(sayError);
  return (
    <section className={css.part}>
      <header>
        <div>
          <h3>{t("account.sessions")}</h3>
          <p>{others === 0 && query.data !== undefined ? t("account.alone") : t("account.sessions_text")}</p>
        </div>
        {others > 1 && (
          <Popconfirm
            title={t("account.end_others_sure", { count: others })}
            okText={t("account.end_others")}
            cancelText={t("action.cancel")}
            onConfirm={endAll}
          >
            <Button>{t("account.end_others")}</Button>
          </Popconfirm>
        )}
      </header>
      {query.isPending && <Bones rows={2} />}
      {query.isError && query.data === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      <ul className={css.lines}>
        {query.data?.map((one) => (
          <Line key={one.id} one={one} />
        ))}
      </ul>
    </section>
  );
}
