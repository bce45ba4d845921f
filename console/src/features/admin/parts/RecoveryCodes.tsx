import Alert from "antd/es/alert";
import Button from "antd/es/button";
import Modal from "antd/es/modal";
import { Copy } from "lucide-react";
import { copyText, sayDone } from "@/design";
import { t } from "@/i18n";
import css from "./settings.module.css";

/** Recovery codes, which the server tells this once. A click beside them does not close them. */
export function RecoveryCodes({ codes, done }: { codes: string[]; done: () => void }) {
  const copy = (): void => void copyText(codes.join("\n")).then((copied) => copied && sayDone(t("action.copied")));
  return (
    <Modal
      open
      title={t("factor.codes")}
      mask={{ closable: false }}
      onCancel={done}
      width={460}
      footer={[
        <Button key="copy" icon={<Copy size={14} aria-hidden />} onClick={copy}>
          {t("action.copy")}
        </Button>,
        <Button key="done" type="primary" onClick={done}>
          {t("factor.kept")}
        </Button>,
      ]}
    >
      <Alert type="warning" showIcon title={t("factor.codes_once")} />
      <ul className={css.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
