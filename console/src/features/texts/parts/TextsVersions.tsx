import type { TextsPlace } from "@/api/types";
import { Versions } from "@/design/parts/Versions";
import { t, tCode } from "@/i18n";
import { restoreTexts, useTextsVersions } from "../texts";

interface Props {
  place: TextsPlace;
  /** something is typed that is not saved */
  held: boolean;
  close: () => void;
  restored: (place: TextsPlace) => void;
}

/** Who changed what a place says, when and which texts; any version can be taken back. */
export function TextsVersions({ place, held, close, restored }: Props) {
  return (
    <Versions
      query={useTextsVersions(place.place)}
      present={place.version}
      held={held}
      close={close}
      restore={async (to) => restored(await restoreTexts(place, to))}
    >
      {({ texts, changed }) => (
        <>
          <p className="muted">{t("texts.of_own", { count: Object.keys(texts).length })}</p>
          {changed.length > 0 && (
            <p>{t("versions.changed", { what: changed.map((key) => tCode("text", key)).join(t("list.comma")) })}</p>
          )}
        </>
      )}
    </Versions>
  );
}
