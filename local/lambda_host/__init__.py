"""AWS Lambda on this machine: functions as processes under AWS's own runtime client, an HTTP API, an SQS FIFO queue."""
