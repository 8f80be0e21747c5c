package dev.zaffre.bench;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The bytes of one trigger call, rendered beforehand; only the sequence number and the time are written into them for each call.
 *
 * <p>The event is the one of the page with an e-mail address and a city, about 290 bytes.
 */
final class EventRequest {
    /** The event type that {@link Product} defines. */
    static final String EVENT = "Contact Created";

    private static final String SEQUENCE = "1000000000";
    private static final String TIME = "1000000000000000000";
    /** A sample of the payload, and the body of each call after its two numbers are patched. */
    static final String PAYLOAD = """
            {"first_name":"Mark","last_name":"wood","employee_id":221,"email":"mark.wood@example.com","is_new":false,\
            "address":{"house_no":"221","street":"lorem ipsum","city":"Bengaluru","pincode":560103},\
            "ts":%s,"seq":%s}""".formatted(TIME, SEQUENCE);

    private final byte[] bytes;
    private final int sequenceAt;
    private final int timeAt;

    private EventRequest(byte[] bytes, int sequenceAt, int timeAt) {
        this.bytes = bytes;
        this.sequenceAt = sequenceAt;
        this.timeAt = timeAt;
    }

    /** A POST to this path with these headers besides the usual ones. */
    static EventRequest of(String host, String path, Map<String, String> headers) {
        return withBody(host, path, headers, "{\"event\":\"" + EVENT + "\",\"payload\":" + PAYLOAD + "}");
    }

    /** What the sink gets when all is right: for measuring the tools alone. */
    static EventRequest mapped(String host, String path, Map<String, String> headers) {
        return withBody(host, path, headers, """
                {"firstName":"Mark","lastName":"wood","externalId":221,"email":"mark.wood@example.com",\
                "city":"Bengaluru","ts":%s,"seq":%s}""".formatted(TIME, SEQUENCE));
    }

    private static EventRequest withBody(String host, String path, Map<String, String> headers, String body) {
        StringBuilder text = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: " + host
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n");
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        text.append("\r\n").append(body);
        return new EventRequest(
                text.toString().getBytes(StandardCharsets.US_ASCII),
                text.indexOf("\"seq\":" + SEQUENCE) + 6,
                text.indexOf("\"ts\":" + TIME) + 5);
    }

    /** The request of one event. The array is this object's own: send it before the next call. */
    byte[] with(long sequence, long epochNanoseconds) {
        digits(sequence, sequenceAt, SEQUENCE.length());
        digits(epochNanoseconds, timeAt, TIME.length());
        return bytes;
    }

    private void digits(long value, int at, int length) {
        long rest = value;
        for (int i = at + length - 1; i >= at; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
