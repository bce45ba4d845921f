import Button from "antd/es/button";
import Segmented from "antd/es/segmented";
import { Download, GraduationCap, Shapes, Upload } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { IntentsPage } from "@/api/types";
import { Bones, Empty, Failed, Page, sayDone, sayError } from "@/design";
import { can, useSession } from "@/features/session";
import { t, tCode } from "@/i18n";
import { exportAddress, freshen, train, useIntents } from "../data";
import { ImportDialog } from "../parts/ImportDialog";
import { IntentDialog } from "../parts/IntentDialog";
import { Standing } from "../parts/Standing";
import { Taxonomy } from "../parts/Taxonomy";
import { TrySentence } from "../parts/TrySentence";
import { Versions } from "../parts/Versions";
import css from "../parts/understanding.module.css";

const PLACES = ["taxonomy", "try", "versions"] as const;
type Place = (typeof PLACES)[number];

/** When a training has ended, all that it changed is asked again, once. */
function useEnded(page: IntentsPage | undefined): void {
  const going = page?.training?.id ?? null;
  const before = useRef(going);
  useEffect(() => {
    if (before.current !== null && going === null) void freshen();
    before.current = going;
  }, [going]);
}

/** What customers write about: intents, the examples they are learned from, and the versions of what was learned. */
export function Intents() {
  const session = useSession();
  const may = can(session, "intents.write");
  const query = useIntents();
  const [place, setPlace] = useState<Place>("taxonomy");
  const [version, setVersion] = useState<string | null>(null);
  const [open, setOpen] = useState<"new" | "import" | null>(null);
  const page = query.data;
  useEnded(page);
  const begin = (): void =>
    void train().then((made) => {
      sayDone(t("intents.training_begun", { number: made.number }));
    }, sayError);
  const bare = page !== undefined && page.items.length === 0 && page.outside === 0;
  const make = (
    <span className={css.actions}>
      <Button icon={<Upload size={14} aria-hidden />} onClick={() => setOpen("import")}>
        {t("intents.import")}
      </Button>
      <Button type="primary" onClick={() => setOpen("new")}>
        {t("intents.new")}
      </Button>
    </span>
  );
  const actions = page !== undefined && !bare && (
    <span className={css.actions}>
      {may && (
        <Button icon={<Upload size={14} aria-hidden />} onClick={() => setOpen("import")}>
          {t("intents.import")}
        </Button>
      )}
      <Button icon={<Download size={14} aria-hidden />} href={exportAddress()} download>
        {t("intents.export")}
      </Button>
      {may && (
        <Button
          type="primary"
          icon={<GraduationCap size={14} aria-hidden />}
          disabled={page.training !== null}
          onClick={begin}
        >
          {t("intents.train")}
        </Button>
      )}
    </span>
  );
  return (
    <Page title={t("settings.intents")} text={t("intents.text")} action={actions}>
      {query.isPending && <Bones rows={8} />}
      {query.isError && page === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {bare && (
        <Empty
          icon={<Shapes size={20} aria-hidden />}
          title={t("intents.none")}
          text={t("intents.none_hint")}
          action={may ? make : undefined}
        />
      )}
      {page !== undefined && !bare && (
        <>
          <Standing
            page={page}
            may={may}
            show={(id) => {
              setVersion(id);
              setPlace("versions");
            }}
          />
          <Segmented<Place>
            className={css.places}
            aria-label={t("settings.intents")}
            value={place}
            onChange={setPlace}
            options={PLACES.map((value) => ({ value, label: tCode("intents_place", value) }))}
          />
          {place === "taxonomy" && <Taxonomy page={page} may={may} make={() => setOpen("new")} />}
          {place === "try" && <TrySentence page={page} />}
          {place === "versions" && <Versions page={page} may={may} here={version} show={setVersion} />}
        </>
      )}
      {open === "new" && <IntentDialog close={() => setOpen(null)} />}
      {open === "import" && <ImportDialog items={page?.items ?? []} close={() => setOpen(null)} />}
    </Page>
  );
}
