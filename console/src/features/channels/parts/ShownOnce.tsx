import Alert from "antd/es/alert";
import Button from "antd/es/button";
import Modal from "antd/es/modal";
import { Copy } from "lucide-react";
import { copyText, sayDone } from "@/design";
import { t } from "@/i18n";
import css from "./channels.module.css";

/** A secret that the server tells this once. A click beside it does not close it. */
export function ShownOnce({
  title,
  warning,
  value,
  done,
}: {
  title: string;
  warning: string;
  value: string;
  done: () => void;
}) {
  const copy = (): void => void copyText(value).then((done) => done && sayDone(t("action.copied")));
  return (
    <Modal
      open
      title={title}
      onCancel={done}
      mask={{ closable: false }}
      footer={
        <Button type="primary" onClick={done}>
          {t("channels.saved")}
        </Button>
      }
      width={560}
    >
      <Alert type="warning" showIcon title={warning} />
      <div className={css.once}>
        <code>{value}</code>
        <Button icon={<Copy size={14} aria-hidden />} onClick={copy}>
          {t("action.copy")}
        </Button>
      </div>
    </Modal>
  );
}
