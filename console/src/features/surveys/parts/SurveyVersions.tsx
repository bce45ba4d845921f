import type { SurveyPlace } from "@/api/types";
import { Versions } from "@/design/parts/Versions";
import { t, tCode } from "@/i18n";
import { restoreSurvey, useSurveyVersions } from "../surveys";

interface Props {
  place: SurveyPlace;
  /** something is typed that is not saved */
  held: boolean;
  close: () => void;
  restored: (place: SurveyPlace) => void;
}

/** Who changed what is asked, when and in what; any version can be taken back. */
export function SurveyVersions({ place, held, close, restored }: Props) {
  return (
    <Versions
      query={useSurveyVersions(place.place)}
      present={place.version}
      held={held}
      close={close}
      restore={async (to) => restored(await restoreSurvey(place, to))}
      size={420}
    >
      {(one) => (
        <>
          {one.survey === null ? (
            <p className="muted">{t("surveys.as_house")}</p>
          ) : (
            <p>
              {tCode("survey_scale", one.survey.scale)} · {one.survey.question.zh}
            </p>
          )}
          {one.changed.length > 0 && (
            <p>
              {t("versions.changed", {
                what: one.changed.map((field) => tCode("survey_field", field)).join(t("list.comma")),
              })}
            </p>
          )}
        </>
      )}
    </Versions>
  );
}
