// A dialog in which something is written. Not in the index: it comes with the screens that need it.
import Modal from "antd/es/modal";
import type { ModalProps } from "antd/es/modal";
import { t } from "@/i18n";
import { composing, mod } from "../keys";
import { leaving } from "../leaving";

type Props = Omit<ModalProps, "onCancel" | "onOk"> & {
  onOk: () => void;
  /** whether something would be lost now */
  dirty: () => boolean;
  cancel: () => void;
};

/**
 * Closing it asks first when something has been written, however it is closed: Esc, the cross, a click beside it.
 * Ctrl+Enter is its button, also from a text of several lines.
 */
export function Dialog({ dirty, cancel, onOk, children, ...rest }: Props) {
  const close = (): void => (dirty() ? leaving.set({ proceed: cancel, only: true }) : cancel());
  const blocked = rest.okButtonProps?.disabled || rest.okButtonProps?.loading || rest.confirmLoading;
  const press = (event: React.KeyboardEvent): void => {
    if (event.key !== "Enter" || !mod(event) || composing(event) || event.defaultPrevented || blocked) return;
    event.preventDefault();
    onOk();
  };
  return (
    <Modal open cancelText={t("action.cancel")} {...rest} onOk={onOk} onCancel={close}>
      <div onKeyDown={press}>{children}</div>
    </Modal>
  );
}
