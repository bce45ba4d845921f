// What administrators ask of surveys, and choose.
import { call } from "./http";
import type { Survey, SurveyForecast, SurveyPlace, SurveyVersion } from "./types";

type Signal = AbortSignal | undefined;
type Places = { items: SurveyPlace[] };

export const surveys = {
  places: (signal: Signal) => call<Places>("GET", "/surveys", { signal }),
  save: (place: string, version: number, survey: Survey | null) =>
    call<Places>("PUT", `/surveys/${place}`, { body: { version, survey } }),
  versions: (place: string, signal: Signal) =>
    call<{ items: SurveyVersion[] }>("GET", `/surveys/${place}/versions`, { signal }),
  forecast: (ids: string[], signal: Signal) =>
    call<SurveyForecast>("POST", "/conversations/survey-forecast", { body: { conversations: ids }, signal }),
  restore: (place: string, to: number, version: number) =>
    call<Places>("POST", `/surveys/${place}/restore`, { body: { to, version } }),
};
