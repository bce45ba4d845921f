import Alert from "antd/es/alert";
import Button from "antd/es/button";
import Modal from "antd/es/modal";
import type { Ping } from "@/api/types";
import { t } from "@/i18n";
import { Verify } from "./Verify";
import css from "./channels.module.css";

/** What came back from a test, what was sent, and how the receiver checks that it is ours. */
export function TestDialog({ ping, done }: { ping: Ping; done: () => void }) {
  const words = { status: ping.status ?? "", error: ping.error ?? "", ms: ping.milliseconds };
  return (
    <Modal
      open
      title={t("channels.test")}
      onCancel={done}
      width={680}
      footer={
        <Button type="primary" onClick={done}>
          {t("action.understood")}
        </Button>
      }
    >
      <Alert
        type={ping.ok ? "success" : "error"}
        showIcon
        title={ping.ok ? t("channels.test_ok", words) : t("channels.test_failed", words)}
      />
      <h3 className={css.sub}>{t("webhook.first_bytes")}</h3>
      <pre className={css.code}>{ping.answer || t("webhook.said_nothing")}</pre>
      <h3 className={css.sub}>{t("webhook.what_was_sent")}</h3>
      <pre className={css.code}>
        {Object.entries(ping.signed)
          .map(([name, value]) => `${name}: ${value}\n`)
          .join("")}
        {`\n${ping.body}`}
      </pre>
      <Verify />
    </Modal>
  );
}
