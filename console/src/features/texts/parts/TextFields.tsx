import Button from "antd/es/button";
import { Plus, RotateCcw, X } from "lucide-react";
import { useId } from "react";
import type { TextSlot, Wording } from "@/api/types";
import { IconButton } from "@/design";
import { VariableText } from "@/design/parts/VariableText";
import { t, tCode } from "@/i18n";
import { PARTS, lengthOf } from "../texts";
import type { Part } from "../texts";
import css from "./texts.module.css";

interface Props {
  slot: TextSlot;
  said: Wording;
  /** sentences of what is wrong, by `zh`, `zh.0` and so on */
  wrong: Record<string, string>;
  /** it says something of its own: it can go back to what is below */
  reset: (() => void) | null;
  /** of a channel it goes back to what the house says */
  ofChannel: boolean;
  change: (said: Wording) => void;
}

const LANGUAGE: Record<Part, string> = { zh: "zh-CN", en: "en" };

/** What one text says in each language; of the bot's, several wordings. */
export function TextFields({ slot, said, wrong, reset, ofChannel, change }: Props) {
  const id = useId();
  const set = (part: Part, wordings: string[]): void => change({ ...said, [part]: wordings });
  return (
    <div className={css.fields}>
      <div className={css.pair}>
        {PARTS.map((part) => {
          const wordings = said[part].length > 0 ? said[part] : [""];
          const most = part === "zh" ? slot.max_zh : slot.max_en;
          const language = tCode("look.in", LANGUAGE[part]);
          return (
            <fieldset key={part}>
              <legend>{language}</legend>
              {wordings.map((text, at) => {
                const error = wrong[`${part}.${at}`];
                const length = lengthOf(text);
                const field = `${id}-${part}-${at}`;
                return (
                  <div key={at} className={css.wording}>
                    <VariableText
                      label={slot.most > 1 ? t("texts.wording", { language, n: at + 1 }) : language}
                      variables={slot.variables}
                      value={text}
                      rows={slot.room === "bubble" || slot.room === "turn" ? 3 : 1}
                      wrong={error !== undefined || length > most}
                      describedBy={field}
                      onChange={(next) => set(part, wordings.with(at, next))}
                    />
                    {wordings.length > 1 && (
                      <IconButton
                        label={t("texts.remove", { n: at + 1 })}
                        icon={<X size={14} aria-hidden />}
                        onClick={() => set(part, wordings.toSpliced(at, 1))}
                      />
                    )}
                    <small id={field} className={error || length > most ? css.bad : "muted"} role={error && "alert"}>
                      {error ?? t("texts.length", { length, most })}
                    </small>
                  </div>
                );
              })}
              {wrong[part] !== undefined && (
                <p className={css.bad} role="alert">
                  {wrong[part]}
                </p>
              )}
              {slot.most > wordings.length && (
                <Button
                  size="small"
                  type="text"
                  icon={<Plus size={13} aria-hidden />}
                  onClick={() => set(part, [...wordings, ""])}
                >
                  {t("texts.add")}
                </Button>
              )}
            </fieldset>
          );
        })}
      </div>
      {reset !== null && (
        <Button size="small" icon={<RotateCcw size={13} aria-hidden />} onClick={reset}>
          {ofChannel ? t("texts.as_house") : t("texts.as_shipped")}
        </Button>
      )}
    </div>
  );
}
