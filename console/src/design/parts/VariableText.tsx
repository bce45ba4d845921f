import Dropdown from "antd/es/dropdown";
import Input from "antd/es/input";
import { Braces } from "lucide-react";
import { useRef } from "react";
import type { TextAreaRef } from "antd/es/input/TextArea";
import { t, tCode } from "@/i18n";
import { IconButton } from "./IconButton";
import css from "./variabletext.module.css";

interface Props {
  label: string;
  /** those offered; any other may be written by hand */
  variables: readonly string[];
  longest?: number;
  id?: string;
  value?: string;
  onChange?: (text: string) => void;
  rows?: number;
  wrong?: boolean;
  /** id of the words that say what is wrong */
  describedBy?: string;
}

/** A text with variables, which are put in where the cursor was. */
export function VariableText({
  label,
  variables,
  longest,
  id,
  value = "",
  onChange,
  rows = 2,
  wrong,
  describedBy,
}: Props) {
  const field = useRef<TextAreaRef>(null);
  const put = (name: string): void => {
    const area = field.current?.resizableTextArea?.textArea;
    const at = area?.selectionStart ?? value.length;
    const end = area?.selectionEnd ?? at;
    onChange?.(`${value.slice(0, at)}{{${name}}}${value.slice(end)}`);
  };
  const items = variables.map((name) => ({ key: name, label: tCode("variable", name), onClick: () => put(name) }));
  return (
    <div className={css.text}>
      <Input.TextArea
        ref={field}
        {...(id === undefined ? {} : { id })}
        {...(longest === undefined ? {} : { maxLength: longest })}
        {...(wrong ? { status: "error" as const, "aria-invalid": true, "aria-describedby": describedBy } : {})}
        value={value}
        aria-label={label}
        placeholder={label}
        autoSize={{ minRows: rows, maxRows: 8 }}
        onChange={(event) => onChange?.(event.target.value)}
      />
      {items.length > 0 && (
        <Dropdown menu={{ items }} trigger={["click"]}>
          <IconButton label={t("macro.variable")} icon={<Braces size={15} aria-hidden />} />
        </Dropdown>
      )}
    </div>
  );
}
