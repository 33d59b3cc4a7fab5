;;; reader.el --- Emacs' mm-decode, which Gnus reads mail by  -*- lexical-binding: t -*-
;; Reads messages from standard input, each in Base64 on a line, and answers each with a line.

(require 'mm-decode)
(require 'mm-uu)
(require 'mail-parse)
(require 'json)

(setq mm-verify-option 'never
      mm-decrypt-option 'never
      gnus-inhibit-mime-unbuttonizing t
      coding-system-for-write 'utf-8-unix)

(defun world-encoded (text)
  (base64-encode-string (encode-coding-string text 'utf-8) t))

(defvar world-answer nil)

(defun world-say (what text)
  (when text
    (push (world-encoded text) (alist-get what world-answer))))

(defun world-octets (handle)
  (with-temp-buffer
    (set-buffer-multibyte nil)
    (mm-insert-part handle)
    (buffer-string)))

(defun world-text (handle)
  "What `mm-display-inline' would insert: decoded by its charset."
  (with-temp-buffer
    (insert (mm-decode-string
             (mm-get-part handle)
             (or (mail-content-type-get (mm-handle-type handle) 'charset) 'utf-8)))
    (buffer-string)))

(defun world-walk (handle)
  (cond
   ((null handle))
   ((stringp (car handle)) (mapc #'world-walk (cdr handle)))
   ((not (bufferp (car handle))) (mapc #'world-walk handle))
   (t
    (let ((type (mm-handle-media-type handle)))
      (world-say 'names (mm-handle-filename handle))
      (cond
       ((equal type "message/rfc822")
        (with-temp-buffer
          (set-buffer-multibyte nil)
          (mm-insert-part handle)
          (world-walk (mm-dissect-buffer t))))
       ((and (string-prefix-p "text/" type)
             (not (equal (mm-handle-disposition-type handle) "attachment")))
        (world-say 'shown (world-text handle)))
       (t
        (world-say 'other (concat type " " (substring (secure-hash 'sha256 (world-octets handle)) 0 16)))))))))

(defun mm-handle-disposition-type (handle)
  (car (mm-handle-disposition handle)))

(defun world-read (octets)
  (setq world-answer (list (cons 'authors nil) (cons 'shown nil) (cons 'other nil)
                           (cons 'dates nil) (cons 'subjects nil) (cons 'names nil)))
  (with-temp-buffer
    (set-buffer-multibyte nil)
    (insert octets)
    ;; As files and servers give them to Gnus.
    (goto-char (point-min))
    (while (search-forward "\r\n" nil t)
      (replace-match "\n"))
    (let (from subject date)
      (save-restriction
        (goto-char (point-min))
        (narrow-to-region (point) (if (search-forward "\n\n" nil 1) (1- (point)) (point-max)))
        (setq from (mail-fetch-field "from")
              subject (mail-fetch-field "subject")
              date (mail-fetch-field "date")))
      (when from
        (dolist (each (mail-header-parse-addresses from))
          (world-say 'authors (car each)))
        (world-say 'authors (cadr (mail-extract-address-components from))))
      (when subject
        (world-say 'subjects (mail-decode-encoded-word-string subject)))
      (when date
        (let ((time (ignore-errors (date-to-time date))))
          (when time
            (world-say 'dates (format-time-string "%s" time))))))
    (let ((handles (mm-dissect-buffer t)))
      (unwind-protect (world-walk handles)
        (mm-destroy-parts handles))))
  (mapcar (lambda (each) (cons (car each) (vconcat (reverse (cdr each))))) world-answer))

(princ (concat (json-encode `((version . ,(world-encoded (concat "Emacs " emacs-version))))) "\n"))
(let (line)
  (while (setq line (ignore-errors (read-from-minibuffer "")))
    (let ((answer (condition-case reason
                      (world-read (base64-decode-string line))
                    (error `((refused . ,(world-encoded (format "%S" reason))))))))
      (princ (concat (json-encode answer) "\n")))))
