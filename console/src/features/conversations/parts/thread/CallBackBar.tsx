import Button from "antd/es/button";
import Popconfirm from "antd/es/popconfirm";
import { useQuery } from "@tanstack/react-query";
import { Eye, PhoneCall } from "lucide-react";
import { useEffect, useState } from "react";
import { callbacks } from "@/api/callbacks";
import type { Row } from "@/api/types";
import { IconButton, promiseWords, sayDone, sayError, useNow } from "@/design";
import { can, useSession } from "@/features/session";
import { t } from "@/i18n";
import { noteCallBack } from "../../actions";
import type { Rights } from "../../detail";
import css from "./join.module.css";

const HIDE_AFTER = 30_000;

/** The number to call: masked until it is asked for, and again half a minute later. */
function Phone({ id, masked }: { id: string; masked: string }) {
  const [plain, setPlain] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const may = can(useSession(), "customers.reveal");
  useEffect(() => {
    if (plain === null) return undefined;
    const timer = setTimeout(() => setPlain(null), HIDE_AFTER);
    return () => clearTimeout(timer);
  }, [plain]);
  const show = (): void => {
    setBusy(true);
    callbacks
      .number(id)
      .then(({ phone }) => setPlain(phone))
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return (
    <span className="num">
      {plain === null ? masked : <a href={`tel:${plain}`}>{plain}</a>}
      {plain === null && may && (
        <IconButton
          label={t("callback.show_number")}
          icon={<Eye size={14} aria-hidden />}
          disabled={busy}
          onClick={show}
        />
      )}
    </span>
  );
}

/** The customer was promised a call-back: by when, which number, and what came of it. */
export function CallBackBar({ row, rights }: { row: Row; rights: Rights }) {
  const now = useNow(60);
  const [busy, setBusy] = useState(false);
  const { callback } = row;
  const { data } = useQuery({
    queryKey: ["callback", row.id, callback?.id],
    queryFn: ({ signal }) => callbacks.of(row.id, signal),
    enabled: callback !== null,
  });
  if (callback === null || row.phase === "closed") return null;
  const note = (outcome: "reached" | "not_reached"): void => {
    setBusy(true);
    noteCallBack(row.id, outcome)
      .then((after) => {
        if (outcome === "not_reached") sayDone(after.phase === "closed" ? t("callback.given_up") : t("callback.again"));
      })
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  const last = data !== undefined && callback.tries + 1 >= data.tries_of;
  return (
    <div className={css.bar} role="group" aria-label={t("callback.title")}>
      <PhoneCall size={15} aria-hidden />
      <span className={css.standing}>
        <b>{t("callback.promised", { when: promiseWords(callback, now) })}</b>
        {data?.phone ? <Phone id={row.id} masked={data.phone} /> : callback.way === "chat" && t("callback.in_chat")}
        {callback.tries > 0 && t("callback.tries", { n: callback.tries })}
      </span>
      {rights.own && row.phase === "with_agent" && (
        <>
          <Button size="small" type="primary" disabled={busy} onClick={() => note("reached")}>
            {t("callback.reached")}
          </Button>
          <Popconfirm
            title={last ? t("callback.sure_last") : t("callback.sure")}
            okText={t("callback.not_reached")}
            cancelText={t("action.cancel")}
            onConfirm={() => note("not_reached")}
          >
            <Button size="small" disabled={busy}>
              {t("callback.not_reached")}
            </Button>
          </Popconfirm>
        </>
      )}
    </div>
  );
}
