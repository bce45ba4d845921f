// A dialog in which something is written. Not in the index: it comes with the screens that need it.
import Modal from "antd/es/modal";
import type { ModalProps } from "antd/es/modal";
import { t } from "@/i18n";
import { leaving } from "../leaving";

type Props = Omit<ModalProps, "onCancel"> & {
  /** whether something would be lost now */
  dirty: () => boolean;
  cancel: () => void;
};

/** Closing it asks first when something has been written, however it is closed: Esc, the cross, a click beside it. */
export function Dialog({ dirty, cancel, children, ...rest }: Props) {
  const close = (): void => (dirty() ? leaving.set({ proceed: cancel, only: true }) : cancel());
  return (
    <Modal open cancelText={t("action.cancel")} {...rest} onCancel={close}>
      {children}
    </Modal>
  );
}
