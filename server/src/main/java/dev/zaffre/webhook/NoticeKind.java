package dev.zaffre.webhook;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a webhook can ask to be told. */
public enum NoticeKind {
    CONNECTION_CREATED("Connection Created"),
    CONNECTION_DELETED("Connection Deleted"),
    CONNECTION_EXPIRED("Connection Expired"),
    WORKFLOW_COMPLETED("Workflow Completed"),
    WORKFLOW_ERRORED("Workflow Errored"),
    WORKFLOW_STOPPED("Workflow Stopped"),
    WORKFLOW_TIMED_OUT("Workflow Timed Out");

    private final String title;

    NoticeKind(String title) {
        this.title = title;
    }

    /** As payloads name it, such as {@code Connection Created}. */
    public String title() {
        return title;
    }

    public boolean isOfConnection() {
        return this == CONNECTION_CREATED || this == CONNECTION_DELETED || this == CONNECTION_EXPIRED;
    }

    /** All titles, in order. */
    static List<String> titles() {
        return Arrays.stream(values()).map(NoticeKind::title).toList();
    }

    /** Of any spelling that a generation of clients uses: {@code Connection Created}, {@code connection-created}, {@code CONNECTION_CREATED}. */
    static Optional<NoticeKind> of(String spelling) {
        String name = spelling.strip().replaceAll("[\\s_-]+", "_").toUpperCase(Locale.ROOT);
        return Arrays.stream(values()).filter(kind -> kind.name().equals(name)).findFirst();
    }
}
