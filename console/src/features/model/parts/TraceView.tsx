import type { ModelTrace } from "@/api/types";
import { Tag } from "@/design";
import { t, tCode } from "@/i18n";
import { count } from "@/i18n/format";
import { price } from "../data";
import css from "./model.module.css";

const seconds = (ms: number): string => t("model.seconds", { n: (ms / 1000).toFixed(1) });

/** "3 year", as the check tells it, in the reader's words; a code or a link as it is. */
export function figure(lacking: string): string {
  const [value = "", unit = ""] = lacking.split(" ");
  return unit === "" ? lacking : `${value} ${tCode("model_unit", unit)}`;
}

export function Outcome({ turn }: { turn: Pick<ModelTrace["turn"], "outcome" | "fallback"> }) {
  if (turn.outcome === "fell_back") return <Tag tone="amber">{tCode("model_fallback", turn.fallback)}</Tag>;
  const tone = turn.outcome === "overtaken" ? "plain" : turn.outcome === "ask_human" ? "brand" : "green";
  return <Tag tone={tone}>{tCode("model_outcome", turn.outcome)}</Tag>;
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className={css.part}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Sentences({ trace }: { trace: ModelTrace }) {
  const { kept, removed } = trace.detail;
  return (
    <>
      {kept.length > 0 && (
        <Part title={t("model.kept")}>
          <ul>
            {kept.map((one, at) => (
              <li key={at}>
                {one.text} <small className="muted">{one.source > 0 ? `[${one.source}]` : t("model.no_source")}</small>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {removed.length > 0 && (
        <Part title={t("model.removed")}>
          <ul>
            {removed.map((one, at) => (
              <li key={at}>
                <del>{one.text}</del> <Tag tone="amber">{tCode("model_fault", one.fault)}</Tag>{" "}
                <small className="muted">{(one.lacking ?? []).map(figure).join(", ")}</small>
              </li>
            ))}
          </ul>
        </Part>
      )}
    </>
  );
}

function Steps({ trace }: { trace: ModelTrace }) {
  const { shown, used, calls } = trace.detail;
  return (
    <>
      {shown.length > 0 && (
        <Part title={t("model.shown")}>
          <ul>
            {shown.map((one) => (
              <li key={one.number}>
                <span className="num">[{one.number}]</span> {one.title}{" "}
                {one.kind === "system" && <Tag>{t("model.from_system")}</Tag>}
              </li>
            ))}
          </ul>
        </Part>
      )}
      {used.length > 0 && (
        <Part title={t("model.used")}>
          <ul>
            {used.map((one, at) => (
              <li key={at}>
                {tCode("model_tool", one.tool)} <code>{one.arguments}</code>{" "}
                {one.refused !== "" && <Tag tone="red">{tCode("model_refused", one.refused)}</Tag>}
              </li>
            ))}
          </ul>
        </Part>
      )}
      <Part title={t("model.calls")}>
        <ul>
          {calls.map((one, at) => (
            <li key={at} className="num">
              {t("model.call", { in: count(one.tokens_in), out: count(one.tokens_out) })} · {seconds(one.milliseconds)}{" "}
              {(one.error ?? "") !== "" && <Tag tone="red">{one.error}</Tag>}
            </li>
          ))}
          {calls.length === 0 && <li className="muted">{t("model.never_asked")}</li>}
        </ul>
      </Part>
    </>
  );
}

/** How an answer came about: what the model was shown and used, what it said, and what of it was not said. */
export function TraceView({ trace }: { trace: ModelTrace }) {
  const { turn, detail } = trace;
  return (
    <div className={css.trace}>
      <p>
        <Outcome turn={turn} /> <span className="muted num">{seconds(turn.milliseconds)}</span>{" "}
        {turn.first_ms !== null && (
          <span className="muted num">{t("model.first", { time: seconds(turn.first_ms) })}</span>
        )}
      </p>
      <p className="muted num">
        {turn.model} · {t("model.call", { in: count(turn.tokens_in), out: count(turn.tokens_out) })} ·{" "}
        {price(turn.cost, turn.currency)}
        {turn.guessed && <> · {t("model.guessed")}</>}
      </p>
      {detail.question !== "" && (
        <Part title={t("model.question")}>
          <p>{detail.question}</p>
        </Part>
      )}
      {detail.why !== "" && (
        <Part title={t("model.why")}>
          <p>{detail.why}</p>
        </Part>
      )}
      <Sentences trace={trace} />
      <Steps trace={trace} />
    </div>
  );
}
