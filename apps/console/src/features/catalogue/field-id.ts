/** The id of the control that stands for a field of the definition: problems link to it. */
export const fieldId = (path: string): string => `f${path.replaceAll('/', '-')}`
