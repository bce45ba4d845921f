import Alert from "antd/es/alert";
import Button from "antd/es/button";
import { useEffect, useState } from "react";
import { ApiError } from "@/api/http";
import type { HouseBody } from "@/api/types";
import { Bones, Failed, go, sentence } from "@/design";
import { locale, t, tCode } from "@/i18n";
import { enterHouse, linkOpens, makeHouse } from "../data";
import { dropDraft, keepDraft, readDraft } from "../draft";
import type { HouseDraft } from "../draft";
import { HouseForm, OwnForm } from "../parts/BeginForms";
import { Frame } from "../parts/Frame";
import { STEPS } from "../steps";

type Link = { at: "asking" } | { at: "open" } | { at: "over" } | { at: "failed"; error: unknown };

function useLink(token: string): [Link, () => void] {
  const [link, setLink] = useState<Link>({ at: "asking" });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    linkOpens(token).then(
      () => setLink({ at: "open" }),
      (error: unknown) => {
        const over = error instanceof ApiError && error.status === 404;
        setLink(over ? { at: "over" } : { at: "failed", error });
      },
    );
  }, [token, turn]);
  return [link, () => setTurn(turn + 1)];
}

/** Where the terminal's link leads: the house and its first administrator. What comes after is done signed in. */
export function Begin() {
  const [token] = useState(() => location.hash.slice(1));
  const [link, again] = useLink(token);
  const [draft, setDraft] = useState(readDraft);
  const [refused, setRefused] = useState<{ field: string; why: string } | null>(null);
  const change = (part: Partial<HouseDraft>): void => {
    const next = { ...draft, ...part };
    setRefused(null);
    setDraft(next);
    keepDraft(next);
  };
  const make = async (own: Pick<HouseBody, "name" | "email" | "password">): Promise<void> => {
    const { name, email, password } = own;
    const { house, timezone } = draft;
    try {
      await makeHouse(token, { house, timezone, locale: locale(), name, email, password });
    } catch (error) {
      if (error instanceof ApiError && error.code === "setup_over") return again();
      const field = error instanceof ApiError ? error.field : null;
      if (field === "house" || field === "timezone") {
        change({ at: "house" });
        setRefused({ field, why: sentence(error) });
        return;
      }
      throw error;
    }
    dropDraft();
    go(`/setup/${STEPS[0]}`, { replace: true });
    await enterHouse();
  };
  const here = draft.at;
  const stops = [
    { key: "house", label: tCode("setup_step", "house"), done: here === "you", to: null },
    { key: "you", label: tCode("setup_step", "you"), done: false, to: null },
    ...[...STEPS, "done"].map((step) => ({ key: step, label: tCode("setup_step", step), done: false, to: null })),
  ];
  return (
    <Frame stops={stops} here={here} title={tCode("setup_title", here)} text={tCode("setup_text", here)}>
      {link.at === "asking" && <Bones rows={4} />}
      {link.at === "failed" && <Failed error={link.error} retry={again} />}
      {link.at === "over" && (
        <Alert
          type="warning"
          showIcon
          role="alert"
          title={t("setup.over")}
          description={t("setup.over_hint")}
          action={<Button onClick={() => go("/", { replace: true })}>{t("session.sign_in")}</Button>}
        />
      )}
      {link.at === "open" && here === "house" && <HouseForm draft={draft} change={change} refused={refused} />}
      {link.at === "open" && here === "you" && <OwnForm draft={draft} change={change} make={make} />}
    </Frame>
  );
}
