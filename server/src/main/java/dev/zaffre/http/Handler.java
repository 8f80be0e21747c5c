package dev.zaffre.http;

/** Answers one request, on a virtual thread of its own: it may block. */
@FunctionalInterface
public interface Handler {
    /**
     * @throws ApiError for every answer that is not 2xx
     */
    Response handle(Request request);
}
