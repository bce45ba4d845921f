import {
  AlarmClock,
  ArrowLeftRight,
  CheckCircle2,
  Flag,
  MessageSquareText,
  PencilLine,
  StickyNote,
  Tags,
} from "lucide-react";
import type { MacroPreview, Prepared, Step } from "@/api/types";
import { ApiError } from "@/api/http";
import { sentence, serverNow } from "@/design";
import { usePeople } from "@/features/people";
import { t, tCode } from "@/i18n";
import { detailOf, kindWord, wordsOf } from "../words";
import type { Kind, Names } from "../words";
import css from "./macros.module.css";

const ICONS: Record<Kind, typeof Flag> = {
  say: MessageSquareText,
  insert: PencilLine,
  note: StickyNote,
  tag: Tags,
  priority: Flag,
  transfer: ArrowLeftRight,
  close: CheckCircle2,
  snooze: AlarmClock,
};

const VARIABLE = /\{\{([^{}|]+)(?:\|[^{}]*)?\}\}/g;

/** A text with its variables by name. */
export function Named({ text }: { text: string }): React.ReactNode {
  return text
    .split(VARIABLE)
    .map((part, index) => (index % 2 === 1 ? <mark key={index}>{tCode("variable", part.trim())}</mark> : part));
}

export function useNames(titles: Record<string, string>): Names {
  const queues = usePeople((state) => state.queues);
  const reasons = usePeople((state) => state.reasons);
  return { queues, close: reasons.close, codes: reasons.wrap_up, titles };
}

type Refused = NonNullable<MacroPreview["refused"]>;

/** What was refused, said in the reader's language. */
export function refusal({ code, message, field, params }: Refused): string {
  return sentence(new ApiError(422, { code, message, field, params }));
}

function Line({ step, names, prepared }: { step: Step; names: Names; prepared: Prepared | undefined }) {
  const detail = detailOf(step, names, prepared, serverNow());
  const words = prepared?.text || wordsOf(step);
  const missing = prepared?.missing ?? [];
  return (
    <>
      <span className={css.head}>
        <b>{kindWord(step.do)}</b>
        {detail !== "" && <span className="cut">{detail}</span>}
      </span>
      {words && (
        <p className={css.words}>
          <Named text={words} />
        </p>
      )}
      {missing.length > 0 && (
        <small className={css.missing}>
          {t("macro.missing", { names: missing.map((name) => tCode("variable", name)).join(t("list.comma")) })}
        </small>
      )}
    </>
  );
}

/** What a macro does, step by step: with a preview, what it would do now and at which step it would be refused. */
export function Steps({
  steps,
  titles,
  preview,
}: {
  steps: Step[];
  titles: Record<string, string>;
  preview?: MacroPreview;
}) {
  const names = useNames(titles);
  const refused = preview?.refused ?? null;
  return (
    <ol className={css.steps}>
      {steps.map((step, index) => {
        const Icon = ICONS[step.do];
        const bad = refused?.field === `steps.${index}`;
        return (
          <li key={index} data-refused={bad || undefined}>
            <Icon size={15} aria-hidden />
            <div>
              <Line step={step} names={names} prepared={preview?.steps[index]} />
              {bad && (
                <small className={css.refused} role="alert">
                  {refusal(refused)}
                </small>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
