/** Every address of the page: what it shows, what its search holds, and what is fetched beside its chunk. */
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { currentSession, onSessionEnd } from '@/api/session';
import { CrashScreen } from '@/components/crash-screen';
import { NotFoundScreen } from '@/components/not-found-screen';
import { loadWords } from '@/config/i18n';
import { readInboxSearch, readLoginSearch, readSimulatorSearch } from './search';

type Context = { queryClient: QueryClient };

const rootRoute = createRootRouteWithContext<Context>()({
  component: Outlet,
  notFoundComponent: NotFoundScreen,
  errorComponent: CrashScreen,
});

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: readLoginSearch,
  beforeLoad: ({ search }) => {
    if (currentSession()) throw redirect({ href: search.next ?? '/' });
  },
  loader: () => loadWords('auth', 'chat'),
  component: lazyRouteComponent(() => import('@/features/auth/route'), 'LoginRoute'),
});

const simulatorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/simulator',
  validateSearch: readSimulatorSearch,
  loader: () => loadWords('simulator', 'chat'),
  component: lazyRouteComponent(() => import('@/features/simulator/route'), 'SimulatorRoute'),
});

const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: ({ location }) => {
    if (currentSession()) return;
    throw redirect({ to: '/login', search: location.pathname === '/' ? {} : { next: location.href } });
  },
  component: lazyRouteComponent(() => import('./shell/app-shell'), 'AppShell'),
});

const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/inbox', replace: true });
  },
});

const inboxRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/inbox',
  validateSearch: readInboxSearch,
  loader: () => loadWords('inbox', 'chat'),
  component: lazyRouteComponent(() => import('@/features/inbox/route'), 'InboxRoute'),
});

const boardRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/leads',
  loader: () => loadWords('leads'),
  component: lazyRouteComponent(() => import('@/features/leads/route'), 'LeadsRoute'),
});

const leadRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/leads/$leadId',
  loader: () => loadWords('leads'),
  component: lazyRouteComponent(() => import('@/features/leads/lead-route'), 'LeadRoute'),
});

const routeTree = rootRoute.addChildren([
  loginRoute,
  simulatorRoute,
  shellRoute.addChildren([homeRoute, inboxRoute, boardRoute, leadRoute]),
]);

export function createAppRouter(queryClient: QueryClient) {
  const router = createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    scrollRestoration: false,
  });
  onSessionEnd(() => {
    queryClient.clear();
    void router.navigate({ to: '/login' });
  });
  return router;
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
