package dev.zaffre.user;

import dev.zaffre.base.Secret;
import dev.zaffre.http.ApiError;
import java.util.Locale;
import java.util.Set;

/** Which passwords are taken: long ones. Kinds of characters are not asked for, since that makes people choose worse ones. */
final class PasswordRules {
    static final int SHORTEST = 12;
    static final int LONGEST = 256;
    private static final int FEWEST_DIFFERENT = 5;

    /** The most common ones of that length in published leaks; shorter ones are refused anyway. */
    private static final Set<String> COMMON = Set.of(
            "123456789012",
            "1234567890123",
            "12345678901234",
            "123456789012345",
            "1234567890123456",
            "12345678910111213",
            "1q2w3e4r5t6y",
            "1q2w3e4r5t6y7u8i",
            "1qaz2wsx3edc",
            "1qaz2wsx3edc4rfv",
            "abcdefghijkl",
            "abcdefghijklm",
            "abc123abc123",
            "administrator",
            "administrator1",
            "asdfghjkl123",
            "asdfghjklqwertyuiop",
            "changeme1234",
            "changemenow1",
            "correcthorsebatterystaple",
            "iloveyou1234",
            "letmein12345",
            "letmeinletmein",
            "password1234",
            "password12345",
            "password123456",
            "password123!",
            "passw0rd1234",
            "passwordpassword",
            "passwortpasswort",
            "qazwsxedcrfv",
            "qwerty123456",
            "qwertyqwerty",
            "qwertyuiop12",
            "qwertyuiop123",
            "qwertyuiopasdfghjkl",
            "welcome12345",
            "welcome123456",
            "zxcvbnmasdfghjkl",
            "zaffrezaffre");

    private PasswordRules() {}

    /**
     * @param member of the request, named in messages
     * @throws ApiError 400 {@code WEAK_PASSWORD}
     */
    static void require(String member, Secret password, String email) {
        String text = password.reveal();
        String lower = text.toLowerCase(Locale.ROOT);
        int length = text.codePointCount(0, text.length());
        if (length < SHORTEST || length > LONGEST) {
            throw weak(member, "must have " + SHORTEST + " to " + LONGEST + " characters");
        }
        if (lower.equals(email.toLowerCase(Locale.ROOT))) {
            throw weak(member, "must not be the e-mail address");
        }
        if (COMMON.contains(lower) || text.codePoints().distinct().count() < FEWEST_DIFFERENT) {
            throw weak(member, "is one of the first that anybody would try: choose another");
        }
    }

    private static ApiError weak(String member, String why) {
        return ApiError.badRequest("WEAK_PASSWORD", member + " " + why);
    }
}
