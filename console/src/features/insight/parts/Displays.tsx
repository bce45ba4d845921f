import Button from "antd/es/button";
import Input from "antd/es/input";
import Modal from "antd/es/modal";
import Popconfirm from "antd/es/popconfirm";
import Select from "antd/es/select";
import { Copy } from "lucide-react";
import { useState } from "react";
import type { Display } from "@/api/types";
import { Bones, Failed, copyText, sayDone, sayError } from "@/design";
import { t } from "@/i18n";
import { dateAndTime } from "@/i18n/format";
import { makeDisplay, revokeDisplay, useDisplays } from "../data";
import css from "./displays.module.css";

const DAYS = [1, 7, 30, 90, 365];
const LONGEST = 60;

const addressOf = (token: string): string => `${location.origin}/wall#${token}`;

function Made({ token }: { token: string }) {
  const copy = (): void =>
    void copyText(addressOf(token)).then((done) => {
      if (done) sayDone(t("action.copied"));
    });
  return (
    <div className={css.made} role="status">
      <p>{t("displays.once")}</p>
      <code>{addressOf(token)}</code>
      <Button size="small" icon={<Copy size={14} aria-hidden />} onClick={copy}>
        {t("action.copy")}
      </Button>
    </div>
  );
}

function Link({ display }: { display: Display }) {
  const [busy, setBusy] = useState(false);
  const revoke = (): void => {
    setBusy(true);
    revokeDisplay(display.id)
      .then(() => sayDone(t("displays.revoked")))
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return (
    <li>
      <b className="cut">{display.name}</b>
      <span className="muted num">…{display.hint}</span>
      <span className={css.until}>{t("displays.until", { when: dateAndTime(display.expires_at) })}</span>
      <Popconfirm
        title={t("displays.sure", { name: display.name })}
        okText={t("displays.revoke")}
        cancelText={t("action.cancel")}
        onConfirm={revoke}
      >
        <Button size="small" danger loading={busy}>
          {t("displays.revoke")}
        </Button>
      </Popconfirm>
    </li>
  );
}

/** Links by which big screens show the wall without a session. */
export function Displays({ close }: { close: () => void }) {
  const known = useDisplays();
  const [name, setName] = useState("");
  const [days, setDays] = useState(30);
  const [token, setToken] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const make = (): void => {
    setBusy(true);
    makeDisplay(name.trim(), days)
      .then((made) => {
        setToken(made.token);
        setName("");
      })
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return (
    <Modal open title={t("displays.title")} footer={null} onCancel={close} width={600}>
      <p className="muted">{t("displays.text")}</p>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") make();
        }}
      >
        <Input
          value={name}
          maxLength={LONGEST}
          aria-label={t("displays.name")}
          placeholder={t("displays.name_placeholder")}
          onChange={(event) => setName(event.target.value)}
        />
        <Select
          value={days}
          aria-label={t("displays.days")}
          options={DAYS.map((count) => ({ value: count, label: t("displays.for_days", { count }) }))}
          onChange={setDays}
        />
        <Button type="primary" htmlType="submit" loading={busy} disabled={name.trim() === ""}>
          {t("displays.make")}
        </Button>
      </form>
      {token !== null && <Made token={token} />}
      {known.isPending && <Bones rows={3} />}
      {known.isError && <Failed error={known.error} retry={() => void known.refetch()} />}
      {known.data?.length === 0 && <p className="muted">{t("displays.none")}</p>}
      <ul className={css.list}>
        {known.data?.map((display) => (
          <Link key={display.id} display={display} />
        ))}
      </ul>
    </Modal>
  );
}
