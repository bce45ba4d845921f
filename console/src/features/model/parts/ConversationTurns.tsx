import { Suspense, lazy, useState } from "react";
import { Ago } from "@/design";
import { Section } from "@/features/customers";
import { usePeople } from "@/features/people";
import { can, useSession } from "@/features/session";
import { t } from "@/i18n";
import { useTurns } from "../data";
import { Outcome } from "./TraceView";
import css from "./model.module.css";

const TraceDialog = lazy(async () => ({ default: (await import("./TraceDialog")).TraceDialog }));

function Turns({ id }: { id: string }) {
  const [open, setOpen] = useState<string | null>(null);
  const query = useTurns({ conversation_id: id });
  const items = query.data?.pages[0]?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Section name="model" title={t("model.turns")} count={items.length}>
      <ul className={css.turns}>
        {items.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              onClick={() => setOpen(one.id)}
              aria-label={t("model.how_of", { text: one.question })}
            >
              <span className="cut">{one.question}</span>
              <small>
                <Outcome turn={one} /> <Ago at={one.at} />
              </small>
            </button>
          </li>
        ))}
      </ul>
      <Suspense fallback={null}>{open && <TraceDialog id={open} close={() => setOpen(null)} />}</Suspense>
    </Section>
  );
}

/** How the model's answers in this conversation came about, for who may look into what the house does. */
export function ConversationTurns({ id }: { id: string }) {
  const session = useSession();
  const configured = usePeople((state) => state.settings.translates);
  return configured && can(session, "insight.read") ? <Turns id={id} /> : null;
}
