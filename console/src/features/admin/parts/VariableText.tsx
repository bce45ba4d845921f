import Dropdown from "antd/es/dropdown";
import Input from "antd/es/input";
import { Braces } from "lucide-react";
import { useRef } from "react";
import type { TextAreaRef } from "antd/es/input/TextArea";
import { IconButton } from "@/design";
import { t, tCode } from "@/i18n";
import css from "./macros/editor.module.css";

/** Those that are asked for most; any other may be written by hand. */
const VARIABLES = [
  "customer.title",
  "customer.name",
  "agent.name",
  "brand.name",
  "order.no",
  "order.item",
  "order.status",
  "order.tracking",
  "order.eta",
  "refund.amount",
  "device.name",
];
const LONGEST = 2000;

/** A text with variables, which are put in where the cursor was. */
export function VariableText({
  label,
  id,
  value = "",
  onChange,
  rows = 2,
}: {
  label: string;
  id?: string;
  value?: string;
  onChange?: (text: string) => void;
  rows?: number;
}) {
  const field = useRef<TextAreaRef>(null);
  const put = (name: string): void => {
    const area = field.current?.resizableTextArea?.textArea;
    const at = area?.selectionStart ?? value.length;
    const end = area?.selectionEnd ?? at;
    onChange?.(`${value.slice(0, at)}{{${name}}}${value.slice(end)}`);
  };
  const items = VARIABLES.map((name) => ({ key: name, label: tCode("variable", name), onClick: () => put(name) }));
  return (
    <div className={css.text}>
      <Input.TextArea
        ref={field}
        {...(id === undefined ? {} : { id })}
        value={value}
        maxLength={LONGEST}
        aria-label={label}
        placeholder={label}
        autoSize={{ minRows: rows, maxRows: 8 }}
        onChange={(event) => onChange?.(event.target.value)}
      />
      <Dropdown menu={{ items }} trigger={["click"]}>
        <IconButton label={t("macro.variable")} icon={<Braces size={15} aria-hidden />} />
      </Dropdown>
    </div>
  );
}
