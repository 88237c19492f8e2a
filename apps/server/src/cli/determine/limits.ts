/** Rows of a spreadsheet that the command takes; more come better as JSONL, which is read line by line. */
export const MOST_ROWS = 200_000
