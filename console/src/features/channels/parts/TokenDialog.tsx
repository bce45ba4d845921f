import Alert from "antd/es/alert";
import Button from "antd/es/button";
import Input from "antd/es/input";
import Modal from "antd/es/modal";
import { Copy } from "lucide-react";
import { useState } from "react";
import { sayDone, sayError } from "@/design";
import { t } from "@/i18n";
import { createToken } from "../data";
import css from "./channels.module.css";

/** Makes a token and shows it this once. */
export function TokenDialog({ channelId, done }: { channelId: string; done: () => void }) {
  const [name, setName] = useState("");
  const [token, setToken] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const make = (): void => {
    setBusy(true);
    createToken(channelId, name.trim())
      .then(setToken)
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  if (token === null) {
    return (
      <Modal
        open
        title={t("channels.add_token")}
        onCancel={done}
        onOk={make}
        okText={t("action.create")}
        cancelText={t("action.cancel")}
        okButtonProps={{ disabled: name.trim() === "", loading: busy }}
        width={440}
      >
        <label className={css.label}>
          {t("channels.token_name")}
          <Input
            autoFocus
            value={name}
            maxLength={100}
            onChange={(event) => setName(event.target.value)}
            onPressEnter={() => name.trim() !== "" && make()}
            placeholder={t("channels.token_example")}
          />
        </label>
      </Modal>
    );
  }
  const copy = (): void => void navigator.clipboard.writeText(token).then(() => sayDone(t("action.copied")));
  return (
    <Modal
      open
      title={t("channels.token_ready")}
      onCancel={done}
      maskClosable={false}
      footer={
        <Button type="primary" onClick={done}>
          {t("channels.token_saved")}
        </Button>
      }
      width={520}
    >
      <Alert type="warning" showIcon title={t("channels.token_once")} />
      <div className={css.token}>
        <code>{token}</code>
        <Button icon={<Copy size={14} aria-hidden />} onClick={copy}>
          {t("action.copy")}
        </Button>
      </div>
    </Modal>
  );
}
