/** What a new flow begins with. */
export const EMPTY = `name: new_flow
title: {zh: "……", en: "…"}
triggers:
  phrases: []
slots: []
steps:
- id: end
  do: close
  text: {zh: "……", en: "…"}
`;
