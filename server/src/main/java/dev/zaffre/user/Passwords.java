package dev.zaffre.user;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import dev.zaffre.base.Secret;
import dev.zaffre.http.ApiError;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Argon2id with the parameters that OWASP's password storage cheat sheet recommends: 19 MiB, two passes, one lane. On two threads
 * of their own, so that sign-ins cannot eat the memory nor hold the carriers of all other requests.
 */
final class Passwords implements AutoCloseable {
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int HASH_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final int AT_ONCE = 2;
    private static final int WAITING = 30;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("password-", 0).factory());

    Passwords() {
        threads.allowCoreThreadTimeOut(true);
    }

    /** In PHC form: {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}. */
    String hash(Secret password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return onOwnThread(() -> function().hash(bytes(password), salt).getResult());
    }

    /** @param hash null when there is no such user or no password yet: false, after the same time */
    boolean matches(Secret password, @Nullable String hash) {
        if (hash == null) {
            hash(password);
            return false;
        }
        return onOwnThread(() ->
                Argon2Function.getInstanceFromHash(hash).check(bytes(password), hash.getBytes(StandardCharsets.UTF_8)));
    }

    /** Only when it is needed: the library keeps 19 MiB for it. */
    private static Argon2Function function() {
        return Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, HASH_BYTES, Argon2.ID);
    }

    /** The same letters may arrive composed or not, depending on the keyboard. */
    private static byte[] bytes(Secret password) {
        return Normalizer.normalize(password.reveal(), Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8);
    }

    private <T> T onOwnThread(Callable<T> work) {
        try {
            Future<T> result = threads.submit(work);
            return result.get();
        } catch (RejectedExecutionException e) {
            throw ApiError.of(
                            503,
                            "SERVICE_UNAVAILABLE",
                            "SERVICE_UNAVAILABLE",
                            "Too many people sign in at this moment: try again")
                    .withHeader("Retry-After", "2");
        } catch (ExecutionException e) {
            throw new IllegalStateException("A password could not be hashed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a password was hashed", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
