// Surveys as administrators read, try out and change them.
import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { queries } from "@/api/query";
import { surveys as api } from "@/api/surveys";
import type { Survey, SurveyPlace, SurveyReason, SurveyScale, SurveyVersion } from "@/api/types";

export const HOUSE = "house";
export const SCALES: SurveyScale[] = ["stars", "faces", "yes_no"];
const LOW = [1, 2, 3];
const HIGH = [4, 5];

export function useSurveys(): UseQueryResult<SurveyPlace[]> {
  return useQuery({ queryKey: ["surveys"], queryFn: async ({ signal }) => (await api.places(signal)).items });
}

export function useSurveyVersions(place: string): UseQueryResult<SurveyVersion[]> {
  return useQuery({
    queryKey: ["survey-versions", place],
    queryFn: async ({ signal }) => (await api.versions(place, signal)).items,
  });
}

/** The place as it is now; a refusal leaves the latest on the screen as well. */
async function changed(place: string, doing: Promise<{ items: SurveyPlace[] }>): Promise<SurveyPlace> {
  try {
    const { items } = await doing;
    queries.setQueryData(["surveys"], items);
    return items.find((one) => one.place === place)!;
  } catch (error) {
    void queries.invalidateQueries({ queryKey: ["surveys"] });
    throw error;
  } finally {
    void queries.invalidateQueries({ queryKey: ["survey-versions", place] });
  }
}

export const saveSurvey = (of: SurveyPlace, survey: Survey | null): Promise<SurveyPlace> =>
  changed(of.place, api.save(of.place, of.version, survey));
export const restoreSurvey = (of: SurveyPlace, to: number): Promise<SurveyPlace> =>
  changed(of.place, api.restore(of.place, to, of.version));

/** What can be answered on a scale. */
export const scoresOf = (scale: SurveyScale): number[] => (scale === "yes_no" ? [1, 5] : [...LOW, ...HIGH]);

/** Reasons keep their side when the scale is another: what was for low scores is for a no, and the other way round. */
export function onScale(reasons: SurveyReason[], from: SurveyScale, to: SurveyScale): SurveyReason[] {
  if ((from === "yes_no") === (to === "yes_no")) return reasons;
  const side = (scores: number[], those: number[]): boolean => scores.some((score) => those.includes(score));
  const [low, high] = to === "yes_no" ? [[1], [5]] : [LOW, HIGH];
  return reasons.map((reason) => ({
    ...reason,
    scores: [...(side(reason.scores, LOW) ? low : []), ...(side(reason.scores, HIGH) ? high : [])],
  }));
}

/** A new reason, for what was not good. */
export const freshReason = (scale: SurveyScale): SurveyReason => ({
  code: "",
  zh: "",
  en: "",
  scores: scale === "yes_no" ? [1] : [...LOW],
});

/** Where in the form a field stands that the server named, such as `reasons.2.zh`. */
export const placeOf = (field: string): (string | number)[] =>
  field.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part));
