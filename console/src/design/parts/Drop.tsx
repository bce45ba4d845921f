import Popover from "antd/es/popover";
import { useState } from "react";
import type { ReactElement, ReactNode } from "react";

interface Props {
  /** What drops down; it is made when it is opened and gone when it is closed. */
  content: (close: () => void) => ReactNode;
  /** The button, told whether it is open. */
  children: (open: boolean) => ReactElement;
}

/** A button under which something drops down. */
export function Drop({ content, children }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      arrow={false}
      destroyOnHidden
      content={content(() => setOpen(false))}
    >
      {children(open)}
    </Popover>
  );
}
