import Button from "antd/es/button";
import Form from "antd/es/form";
import { useState } from "react";
import type { ReactNode } from "react";
import { ApiError } from "@/api/http";
import type { Survey, SurveyPlace } from "@/api/types";
import { sayDone, sayError, sentence, useUnsaved } from "@/design";
import { BesidePreview } from "@/design/parts/BesidePreview";
import type { Quicker } from "@/design/parts/BesidePreview";
import { SaveBar } from "@/design/parts/SaveBar";
import { t } from "@/i18n";
import { onScale, placeOf, saveSurvey } from "../surveys";
import { SurveyFields } from "./SurveyFields";
import { SurveyPreview } from "./SurveyPreview";
import { SurveyVersions } from "./SurveyVersions";
import css from "./surveys.module.css";

interface Props {
  place: SurveyPlace;
  /** what the house asks: where a place begins that is to ask in its own way */
  house: Survey;
  picker: ReactNode;
}

/** What one place asks: chosen on the left, seen on the right as the customer will see it. */
export function SurveyEditor({ place, house, picker }: Props) {
  const [form] = Form.useForm<Survey>();
  const [begin, setBegin] = useState(place);
  const [values, setValues] = useState<Survey | null>(place.survey);
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState(false);
  const [beaten, setBeaten] = useState<Quicker | null>(null);
  useUnsaved(dirty);
  const take = (now: SurveyPlace): void => {
    setBegin(now);
    setValues(now.survey);
    setDirty(false);
    setBeaten(null);
    if (now.survey !== null) form.setFieldsValue(now.survey);
  };
  const edited = (part: Partial<Survey>, all: Survey): void => {
    const reasons = part.scale === undefined ? all.reasons : onScale(all.reasons, (values ?? house).scale, part.scale);
    if (reasons !== all.reasons) form.setFieldsValue({ reasons });
    setValues({ ...(values ?? house), ...all, reasons });
    setDirty(true);
  };
  const refuse = (error: unknown): void => {
    if (error instanceof ApiError && error.code === "survey_changed")
      return setBeaten({ by: String(error.params["by"] ?? ""), at: String(error.params["at"] ?? "") });
    const field = error instanceof ApiError ? error.field : null;
    if (field === null || field === "reasons") return sayError(error);
    form.setFields([{ name: placeOf(field) as never, errors: [sentence(error)] }]);
    form.scrollToField(placeOf(field) as never);
  };
  const save = (survey: Survey | null): void => {
    setBusy(true);
    saveSurvey(begin, survey)
      .then((now) => {
        take(now);
        sayDone(survey === null ? t("surveys.as_house_again") : t("surveys.saved"));
      })
      .catch(refuse)
      .finally(() => setBusy(false));
  };
  const own = (): void => {
    setValues(house);
    setDirty(true);
  };
  return (
    <BesidePreview
      title={t("settings.surveys")}
      text={t("surveys.text")}
      picker={picker}
      beaten={beaten}
      take={() => take(place)}
      preview={<SurveyPreview survey={values ?? house} seen={place.seen} />}
      versions={(close) => (
        <SurveyVersions
          place={begin}
          held={dirty}
          close={close}
          restored={(now) => {
            take(now);
            close();
          }}
        />
      )}
    >
      {values === null ? (
        <div className={css.same}>
          <p>{t("surveys.as_house")}</p>
          <Button type="primary" onClick={own}>
            {t("surveys.own")}
          </Button>
        </div>
      ) : (
        <Form<Survey>
          className={css.form ?? ""}
          name="survey"
          form={form}
          layout="vertical"
          requiredMark={false}
          scrollToFirstError
          initialValues={values}
          onValuesChange={edited}
          onFinish={(all) => save({ ...values, ...all })}
        >
          <SurveyFields scale={values.scale} />
          <SaveBar>
            {begin.kind !== "house" && begin.survey !== null && (
              <Button className={css.away ?? ""} disabled={busy} onClick={() => save(null)}>
                {t("surveys.give_up")}
              </Button>
            )}
            <Button disabled={!dirty || busy} onClick={() => take(begin)}>
              {t("look.discard")}
            </Button>
            <Button type="primary" htmlType="submit" loading={busy} disabled={!dirty}>
              {t("action.save")}
            </Button>
          </SaveBar>
        </Form>
      )}
    </BesidePreview>
  );
}
