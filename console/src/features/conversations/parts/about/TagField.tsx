import Select from "antd/es/select";
import { X } from "lucide-react";
import { useState } from "react";
import { t } from "@/i18n";
import { Tag } from "@/design";
import { useTagTone, useTags } from "../../actions";
import css from "./about.module.css";

const MOST = 20;
const LONGEST = 30;

/** A field of tags: those in use are offered, new ones may be written (`among`: only these). */
export function TagField({
  id,
  label,
  hint,
  value,
  change,
  among,
  filled,
}: {
  id?: string;
  label: string;
  hint?: string;
  value: string[];
  change: (tags: string[]) => void;
  among?: string[];
  filled?: boolean;
}) {
  const known = useTags();
  const toneOf = useTagTone();
  // Whoever has chosen is done: what is offered must not lie over what comes next.
  const [open, setOpen] = useState(false);
  return (
    <Select<string[]>
      mode={among === undefined ? "tags" : "multiple"}
      id={id}
      className={css.tagField}
      aria-label={label}
      variant={filled ? "filled" : "outlined"}
      value={value}
      maxCount={MOST}
      tokenSeparators={[",", "，", "、"]}
      options={(among ?? known).map((name) => ({ value: name, label: name }))}
      placeholder={hint ?? (among === undefined ? t("tags.hint") : t("tags.choose"))}
      suffixIcon={null}
      tagRender={({ value: name, closable, onClose }) => (
        <span className={css.given}>
          <Tag tone={toneOf(String(name))}>{name}</Tag>
          {closable && (
            <button type="button" aria-label={t("tags.remove", { name: String(name) })} onClick={onClose}>
              <X size={11} aria-hidden />
            </button>
          )}
        </span>
      )}
      open={open}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      onChange={(next) => change(next.map((tag) => tag.trim().slice(0, LONGEST)).filter((tag) => tag !== ""))}
    />
  );
}
