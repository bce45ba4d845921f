// A dialog in which something is written. Not in the index: it comes with the screens that need it.
import Modal from "antd/es/modal";
import type { ModalProps } from "antd/es/modal";
import { useState } from "react";
import { t } from "@/i18n";

type Props = Omit<ModalProps, "onCancel"> & {
  /** whether something would be lost now */
  dirty: () => boolean;
  cancel: () => void;
};

/** Closing it asks first when something has been written, however it is closed: Esc, the cross, a click beside it. */
export function Dialog({ dirty, cancel, children, ...rest }: Props) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Modal open cancelText={t("action.cancel")} {...rest} onCancel={() => (dirty() ? setAsking(true) : cancel())}>
        {children}
      </Modal>
      <Modal
        open={asking}
        title={t("unsaved.title")}
        okText={t("unsaved.keep")}
        cancelText={t("unsaved.drop")}
        cancelButtonProps={{ danger: true, onClick: cancel }}
        onOk={() => setAsking(false)}
        onCancel={() => setAsking(false)}
        width={380}
      >
        <p>{t("unsaved.text")}</p>
      </Modal>
    </>
  );
}
