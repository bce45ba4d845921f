import Modal from "antd/es/modal";
import { t } from "@/i18n";
import { leaving, letGo } from "../leaving";
import { useStore } from "../store";

/** Asked before something that was typed is lost. */
export function LeaveDialog() {
  const asked = useStore(leaving);
  if (asked === null) return null;
  return (
    <Modal
      open
      title={t("leave.title")}
      okText={t("leave.stay")}
      cancelText={t("leave.go")}
      closable={false}
      keyboard={false}
      cancelButtonProps={{ danger: true, onClick: letGo }}
      onOk={() => leaving.set(null)}
      width={400}
      zIndex={1200}
    >
      <p>{t("leave.text")}</p>
    </Modal>
  );
}
