import Button from "antd/es/button";
import Input from "antd/es/input";
import Switch from "antd/es/switch";
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import type { FlowTried } from "@/api/types";
import { Tag, sayError } from "@/design";
import { locale, t, tCode } from "@/i18n";
import { tryFlow } from "../data";
import css from "./flows.module.css";

interface Line {
  who: "customer" | "bot" | "call" | "end";
  text: string;
}

function linesOf(said: string, told: FlowTried): Line[] {
  const calls = told.calls.map((one): Line => {
    const what = one.error === "" ? String(one.status) : one.error;
    return { who: "call", text: `${one.operation}(${JSON.stringify(one.give)}) → ${what} ${JSON.stringify(one.data)}` };
  });
  const end: Line[] =
    told.then === "reply" || told.then === "aside"
      ? []
      : [{ who: "end", text: `${tCode("flow_then", told.then)} ${told.reason}`.trim() }];
  const aside: Line[] = told.then === "aside" ? [{ who: "end", text: tCode("flow_then", "aside") }] : [];
  return [
    { who: "customer", text: said },
    ...calls,
    ...aside,
    ...told.say.map((text): Line => ({ who: "bot", text })),
    ...end,
  ];
}

/** Made-up answers by operation, as JSON; null when it is none. */
function answersOf(text: string): Record<string, { status: number; data: Record<string, unknown> }> | null {
  try {
    const found: unknown = text.trim() === "" ? {} : JSON.parse(text);
    return found !== null && typeof found === "object" ? (found as ReturnType<typeof answersOf>) : null;
  } catch {
    return null;
  }
}

/** A chat with the flow as it is written now; `went` is told the steps it went through. */
export function TryFlow({ yaml, went }: { yaml: string; went: (trail: string[]) => void }) {
  const [lines, setLines] = useState<Line[]>([]);
  const [state, setState] = useState<Record<string, unknown> | null>(null);
  const [offered, setOffered] = useState<string[]>([]);
  const [real, setReal] = useState(false);
  const [made, setMade] = useState("");
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const answers = answersOf(made);
  const begin = (): void => {
    setLines([]);
    setState(null);
    setOffered([]);
    went([]);
  };
  const say = (said: string): void => {
    if (said.trim() === "" || busy || answers === null) return;
    setBusy(true);
    setTyped("");
    tryFlow({ yaml, said, state, locale: locale(), answers, real })
      .then((told) => {
        setLines((before) => [...before, ...linesOf(said, told)]);
        setOffered(told.suggestions);
        setState(told.then === "reply" || told.then === "aside" ? told.state : null);
        went(told.trail);
      })
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return (
    <section className={css.try} aria-label={t("flows.try")}>
      <header>
        <label>
          <Switch size="small" checked={real} onChange={setReal} aria-label={t("flows.real")} /> {t("flows.real")}
        </label>
        <Button size="small" icon={<RotateCcw size={13} aria-hidden />} onClick={begin}>
          {t("flows.anew")}
        </Button>
      </header>
      {real ? (
        <p className={css.warn}>{t("flows.real_hint")}</p>
      ) : (
        <Input.TextArea
          autoSize={{ minRows: 1, maxRows: 5 }}
          value={made}
          status={answers === null ? "error" : ""}
          aria-label={t("flows.answers")}
          placeholder='{"find_order": {"status": 200, "data": {"status": "delivered"}}}'
          onChange={(event) => setMade(event.target.value)}
        />
      )}
      <ol className={css.log} aria-live="polite">
        {lines.map((one, at) => (
          <li key={at} data-who={one.who}>
            {one.who === "call" && <Tag>{t("flows.call")}</Tag>}
            {one.text}
          </li>
        ))}
      </ol>
      <div className={css.offers}>
        {offered.map((one) => (
          <Button key={one} size="small" onClick={() => say(one)}>
            {one}
          </Button>
        ))}
      </div>
      <Input.Search
        value={typed}
        loading={busy}
        enterButton={t("flows.say")}
        aria-label={t("flows.as_customer")}
        placeholder={t("flows.as_customer")}
        onChange={(event) => setTyped(event.target.value)}
        onSearch={say}
      />
    </section>
  );
}
