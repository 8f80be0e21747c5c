package dev.zaffre.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/**
 * The form of API keys: {@code zf_test_} or {@code zf_live_}, 32 characters of base 62 (190 random bits), 6 characters of CRC-32 over
 * all that. The checksum lets a mistyped or cut key be refused without a question to the database, and lets secret scanners be sure.
 */
final class KeyText {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_LENGTH = 32;
    private static final int CHECKSUM_LENGTH = 6;
    private static final int PREFIX_LENGTH = 8;
    private static final int LENGTH = PREFIX_LENGTH + RANDOM_LENGTH + CHECKSUM_LENGTH;
    private static final SecureRandom RANDOM = new SecureRandom();

    private KeyText() {}

    static String prefix(String environmentName) {
        return environmentName.equals("production") ? "zf_live_" : "zf_test_";
    }

    static String create(String environmentName) {
        StringBuilder text = new StringBuilder(LENGTH).append(prefix(environmentName));
        for (int index = 0; index < RANDOM_LENGTH; index++) {
            text.append(DIGITS.charAt(RANDOM.nextInt(DIGITS.length())));
        }
        return text.append(checksum(text.toString())).toString();
    }

    static boolean isWellFormed(String text) {
        if (text.length() != LENGTH || !(text.startsWith("zf_test_") || text.startsWith("zf_live_"))) {
            return false;
        }
        int end = LENGTH - CHECKSUM_LENGTH;
        return checksum(text.substring(0, end)).contentEquals(text.substring(end));
    }

    static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        long value = crc.getValue();
        char[] digits = new char[CHECKSUM_LENGTH];
        for (int index = CHECKSUM_LENGTH - 1; index >= 0; index--) {
            digits[index] = DIGITS.charAt((int) (value % DIGITS.length()));
            value /= DIGITS.length();
        }
        return new String(digits);
    }
}
