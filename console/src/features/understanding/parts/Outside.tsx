import type { IntentsPage } from "@/api/types";
import { t } from "@/i18n";
import { ExampleList } from "./ExampleList";
import css from "./understanding.module.css";

/** Sentences that are about none of the intents: they say where the threshold lies. */
export function Outside({ page, may }: { page: IntentsPage; may: boolean }) {
  return (
    <article className={css.editor}>
      <header>
        <h2>{t("intents.none_of_them")}</h2>
      </header>
      <p className="muted">{t("intents.outside_text")}</p>
      <ExampleList intent={null} page={page} may={may} />
    </article>
  );
}
