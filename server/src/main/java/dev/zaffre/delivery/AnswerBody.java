package dev.zaffre.delivery;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.jspecify.annotations.Nullable;

/**
 * What was read of an answer's body.
 *
 * @param end how the reading ended
 * @param failure of a body that was cut short
 */
record AnswerBody(byte[] bytes, End end, @Nullable IOException failure) {
    private static final byte[] NOTHING = new byte[0];
    private static final int FIRST_BUFFER = 4096;
    /** Small texts shrink a lot; only beyond this size does the ratio say anything. */
    private static final int RATIO_FREE = 64 * 1024;

    enum End {
        /** All of it is here; the connection may be used again. */
        COMPLETE,
        /** It went on beyond the limit, or its framing made no sense: the rest was not read. */
        STOPPED,
        /** The connection ended before the body did. */
        CUT_SHORT
    }

    boolean isTruncated() {
        return end != End.COMPLETE;
    }

    static AnswerBody none() {
        return new AnswerBody(NOTHING, End.COMPLETE, null);
    }

    static AnswerBody skipped() {
        return new AnswerBody(NOTHING, End.STOPPED, null);
    }

    /** Reads at most {@code limit} bytes. */
    static AnswerBody read(HttpEntity entity, int limit) throws IOException {
        long announced = entity.getContentLength();
        byte[] buffer = new byte[announced > 0 && announced <= limit ? (int) announced : FIRST_BUFFER];
        int size = 0;
        try {
            InputStream stream = entity.getContent();
            while (true) {
                if (size == buffer.length) {
                    int next = stream.read();
                    if (next < 0) {
                        return new AnswerBody(buffer, End.COMPLETE, null);
                    }
                    if (size == limit) {
                        return new AnswerBody(buffer, End.STOPPED, null);
                    }
                    buffer = Arrays.copyOf(buffer, Math.min(limit, buffer.length * 2));
                    buffer[size++] = (byte) next;
                } else {
                    int read = stream.read(buffer, size, buffer.length - size);
                    if (read < 0) {
                        return new AnswerBody(Arrays.copyOf(buffer, size), End.COMPLETE, null);
                    }
                    size += read;
                }
            }
        } catch (TruncatedChunkException e) {
            return new AnswerBody(Arrays.copyOf(buffer, size), End.CUT_SHORT, e);
        } catch (MalformedChunkCodingException e) {
            return new AnswerBody(Arrays.copyOf(buffer, size), End.STOPPED, null);
        } catch (IOException e) {
            return new AnswerBody(Arrays.copyOf(buffer, size), End.CUT_SHORT, e);
        }
    }

    /**
     * Unpacks gzip and deflate; other encodings, and bytes that are not what they say, stay as they came.
     *
     * @param limit of bytes, unpacked
     * @param ratio how many times larger than packed it may grow
     */
    AnswerBody unpacked(@Nullable String encoding, int limit, int ratio) {
        if (encoding == null || bytes.length == 0) {
            return this;
        }
        long allowed = Math.min(limit, Math.max(RATIO_FREE, (long) bytes.length * ratio));
        try (InputStream stream = unpacking(encoding)) {
            if (stream == null) {
                return this;
            }
            byte[] unpacked = stream.readNBytes((int) allowed + 1);
            return unpacked.length > allowed
                    ? new AnswerBody(Arrays.copyOf(unpacked, (int) allowed), stopped(), failure)
                    : new AnswerBody(unpacked, end, failure);
        } catch (IOException e) {
            return this;
        }
    }

    private End stopped() {
        return end == End.COMPLETE ? End.STOPPED : end;
    }

    private @Nullable InputStream unpacking(String encoding) throws IOException {
        return switch (encoding.strip().toLowerCase(java.util.Locale.ROOT)) {
            case "gzip", "x-gzip" -> new GZIPInputStream(new ByteArrayInputStream(bytes));
            case "deflate" -> new InflaterInputStream(new ByteArrayInputStream(bytes));
            default -> null;
        };
    }
}
