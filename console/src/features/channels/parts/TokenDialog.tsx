import Input from "antd/es/input";
import { useState } from "react";
import { sayError } from "@/design";
import { Dialog } from "@/design/parts/Dialog";
import { t } from "@/i18n";
import { createToken } from "../data";
import { ShownOnce } from "./ShownOnce";
import css from "./channels.module.css";

/** Makes a token and shows it this once. */
export function TokenDialog({ channelId, done }: { channelId: string; done: () => void }) {
  const [name, setName] = useState("");
  const [token, setToken] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const make = (): void => {
    if (name.trim() === "" || busy) return;
    setBusy(true);
    createToken(channelId, name.trim())
      .then(setToken)
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  if (token !== null) {
    return <ShownOnce title={t("channels.token_ready")} warning={t("channels.token_once")} value={token} done={done} />;
  }
  return (
    <Dialog
      dirty={() => name.trim() !== ""}
      title={t("channels.add_token")}
      cancel={done}
      onOk={make}
      okText={t("action.create")}
      okButtonProps={{ disabled: name.trim() === "", loading: busy }}
      width={440}
    >
      <label className={css.label}>
        {t("channels.token_name")}
        <Input
          autoFocus
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={make}
          placeholder={t("channels.token_example")}
        />
      </label>
    </Dialog>
  );
}
