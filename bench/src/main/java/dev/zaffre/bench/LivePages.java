package dev.zaffre.bench;

import java.util.List;
import java.util.Locale;

/** Which pages of the console the clients of the live stream have open: each asks for what that page asks for. */
enum LivePages {
    /** The list of executions of the whole environment. */
    LIST {
        @Override
        String query(int client, List<String> accounts, String execution) {
            return "events=execution";
        }
    },
    /** The list of one account's executions, of one account after the other. */
    ACCOUNT {
        @Override
        String query(int client, List<String> accounts, String execution) {
            return LIST.query(client, accounts, execution) + "&linked_account_id="
                    + accounts.get(client % accounts.size());
        }
    },
    /** The home page with its figures. */
    HOME {
        @Override
        String query(int client, List<String> accounts, String execution) {
            return "events=figures";
        }
    },
    /** The list of received events of the whole environment. */
    EVENTS {
        @Override
        String query(int client, List<String> accounts, String execution) {
            return "events=event";
        }
    },
    /** One execution and its nodes: it has ended when the measurement begins, so there is nothing to tell of it. */
    EXECUTION {
        @Override
        String query(int client, List<String> accounts, String execution) {
            return "events=execution,node&execution_id=" + execution;
        }
    },
    /** A fifth of the clients for each of the others. */
    MIXED {
        @Override
        String query(int client, List<String> accounts, String execution) {
            List<LivePages> pages = List.of(LIST, ACCOUNT, HOME, EVENTS, EXECUTION);
            return pages.get(client % pages.size()).query(client / pages.size(), accounts, execution);
        }
    };

    /**
     * The query parameters of one client's stream.
     *
     * @param execution the id of one
     */
    abstract String query(int client, List<String> accounts, String execution);

    /** As on the command line. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
