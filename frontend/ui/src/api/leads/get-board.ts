/** GET /admin/leads/board: every stage with its totals and newest leads; also the one place that knows the stages' names. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../client';
import { keys } from '../query-keys';

export const boardOptions = queryOptions({
  queryKey: keys.leads.board,
  queryFn: ({ signal }) => unwrap(api.GET('/admin/leads/board', { signal })),
});

export function useBoard() {
  return useQuery(boardOptions);
}

/** The name of a stage as the flow's author wrote it; its id until the board is known. */
export function useStageLabel(): (stage: string) => string {
  const board = useBoard();
  return (stage) => board.data?.stages.find((one) => one.id === stage)?.label ?? stage;
}
