# Two images from one base. Neither holds an index address: the builder's own pip configuration decides where packages come from.
#   pungmun          the command and the console
#   pungmun-airflow  the same, plus Airflow in an environment of its own beside it
FROM python:3.11-slim-bookworm AS base
RUN apt-get update \
 && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-kor curl \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 10001 pungmun
ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

FROM base AS wheel
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE ./
# The environment first: it changes less often than our code.
RUN python -m venv /opt/pungmun && /opt/pungmun/bin/pip install --require-hashes -r requirements.lock
COPY pungmun pungmun
COPY crawlers crawlers
COPY nlp nlp
COPY models models
RUN /opt/pungmun/bin/pip install --no-deps --no-build-isolation .

FROM base AS airflow-environment
COPY requirements-airflow.lock /tmp/
RUN python -m venv /opt/airflow-venv && /opt/airflow-venv/bin/pip install --no-deps --require-hashes -r /tmp/requirements-airflow.lock

FROM base AS pungmun
COPY --from=wheel /opt/pungmun /opt/pungmun
COPY config /app/config
RUN mkdir -p /app/var && chown pungmun /app/var
ENV PATH=/opt/pungmun/bin:$PATH
WORKDIR /app
USER pungmun
EXPOSE 8765
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD curl -sS -o /dev/null http://127.0.0.1:8765/
CMD ["pungmun", "serve", "--host", "0.0.0.0", "--port", "8765"]

FROM base AS pungmun-airflow
COPY --from=wheel /opt/pungmun /opt/pungmun
COPY --from=airflow-environment /opt/airflow-venv /opt/airflow-venv
COPY config /app/config
COPY dags /app/dags
RUN mkdir -p /app/var /opt/airflow && chown pungmun /app/var /opt/airflow
# Only Airflow's programs are on the path: the two environments never meet.
ENV PATH=/opt/airflow-venv/bin:$PATH \
    AIRFLOW_HOME=/opt/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/app/dags \
    AIRFLOW__CORE__LOAD_EXAMPLES=False \
    PUNGMUN_PROJECT=/app \
    PUNGMUN_BIN=/opt/pungmun/bin/pungmun
WORKDIR /app
USER pungmun
CMD ["airflow", "version"]
