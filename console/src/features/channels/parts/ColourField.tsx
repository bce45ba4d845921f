import Button from "antd/es/button";
import ColorPicker from "antd/es/color-picker";
import Input from "antd/es/input";
import { ENOUGH, isColour, nearby, onButton } from "@/design/contrast";
import { Tag } from "@/design";
import { t } from "@/i18n";
import css from "./look.module.css";

const ratio = (colour: string): string => (Math.floor(onButton(colour) * 10) / 10).toFixed(1);

/** The house's colour with how well words can be read on it; one that fails comes with the nearest that does not. */
export function ColourField({
  id,
  value = "",
  onChange,
}: {
  id?: string;
  value?: string;
  onChange?: (colour: string) => void;
}) {
  const fine = isColour(value);
  const readable = fine && onButton(value) >= ENOUGH;
  const near = fine ? nearby(value).toUpperCase() : "";
  return (
    <div className={css.colour}>
      <span role="group" aria-label={t("look.colour")}>
        <ColorPicker
          disabledAlpha
          value={fine ? value : "#ffffff"}
          onChange={(colour) => onChange?.(colour.toHexString().toUpperCase())}
        />
      </span>
      <Input
        id={id ?? ""}
        className={css.hex ?? ""}
        value={value}
        maxLength={7}
        spellCheck={false}
        onChange={(event) => onChange?.(event.target.value.trim())}
      />
      {fine && (
        <span role="status">
          <Tag tone={readable ? "green" : "red"}>
            {readable
              ? t("look.contrast_good", { ratio: ratio(value) })
              : t("look.contrast_bad", { ratio: ratio(value) })}
          </Tag>
        </span>
      )}
      {fine && !readable && (
        <Button size="small" onClick={() => onChange?.(near)}>
          <i className={css.swatch} style={{ background: near }} aria-hidden />
          {t("look.contrast_use", { colour: near })}
        </Button>
      )}
    </div>
  );
}
